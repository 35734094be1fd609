import { StoreError } from '../../../engine/authority/store.ts'
import type { Instant } from '../../../engine/model/env.ts'
import type { Rulebook } from '../../../engine/model/rulebook.ts'
import { type Machine, newMachine, wallClock } from '../machine.ts'
import type { Scheduler } from '../scheduler.ts'
import { newTables, type Tables } from './tables.ts'

/** How the database treats its callers at the moment. */
export type Temper = {
  latencyMs: number
  jitterMs: number
  /** One call in so many fails without being done, with a passing SQLSTATE; 0: never. */
  failOneIn: number
  /** One call in so many is done, and the reply is lost; 0: never. */
  loseReplyOneIn: number
  /** Refuses everybody: it is being restarted. */
  down: boolean
}

export const evenTemper = (): Temper => ({
  latencyMs: 1,
  jitterMs: 1,
  failOneIn: 0,
  loseReplyOneIn: 0,
  down: false,
})

/** The reply of a call that was done, or perhaps not, never came. */
export class ReplyLost extends StoreError {
  constructor(label: string) {
    super('08006', `the connection went away during ${label}`)
  }
}

const PASSING = ['40001', '40P01', '55P03', '57P01', '53300', '08006']

/** One database that all nodes talk to. It keeps time truly: its clock is the authority's. */
export type Database = {
  readonly machine: Machine
  readonly tables: Tables
  readonly temper: Temper
  /** Who holds a lane or a row, by its name; at most one transaction each. */
  readonly locks: Map<string, Transaction>
  now(): Instant
  /** Asks from a node: `run` happens at once and whole at the database, the reply travels back. */
  call<T>(from: Machine, label: string, run: () => T): Promise<T>
  begin(from: Machine): Transaction
  /** Ends a transaction and everything it held. */
  end(transaction: Transaction): void
  /** The node is gone: its transactions end when the database notices. */
  disconnected(machine: Machine): void
  /** Every transaction is lost, everything committed stays. */
  restart(): void
  /** Transactions that a constraint refused: on a sound product there are none. */
  readonly refusals: StoreError[]
}

export type Transaction = { readonly from: Machine; readonly life: number; open: boolean }

export function openDatabase({
  scheduler,
  seed,
  rulebook,
}: {
  scheduler: Scheduler
  seed: number
  rulebook: Rulebook
}): Database {
  const machine = newMachine(seed, 1_000, 'database')
  const { dice } = machine
  const temper = evenTemper()
  const locks = new Map<string, Transaction>()
  const open = new Set<Transaction>()
  const travel = () => temper.latencyMs + dice.unit() * temper.jitterMs

  const end = (transaction: Transaction) => {
    transaction.open = false
    open.delete(transaction)
    for (const [name, holder] of locks) if (holder === transaction) locks.delete(name)
  }
  const refusals: StoreError[] = []
  return {
    machine,
    tables: newTables(rulebook),
    temper,
    locks,
    refusals,
    now: () => wallClock(scheduler, machine),
    call(from, label, run) {
      const { life } = from
      return new Promise((resolve, reject) => {
        const answer = (settle: () => void) => {
          if (from.life === life) scheduler.after(travel(), from, `reply ${label}`, settle)
        }
        scheduler.after(travel(), machine, label, () => {
          if (temper.down) return answer(() => reject(new StoreError('57P03', 'starting up')))
          if (temper.failOneIn > 0 && dice.oneIn(temper.failOneIn)) {
            const error = new StoreError(dice.pick(PASSING), label)
            return answer(() => reject(error))
          }
          try {
            const result = run()
            const isLost = temper.loseReplyOneIn > 0 && dice.oneIn(temper.loseReplyOneIn)
            answer(isLost ? () => reject(new ReplyLost(label)) : () => resolve(result))
          } catch (error) {
            if (error instanceof StoreError && error.sqlstate.startsWith('23')) refusals.push(error)
            answer(() => reject(error))
          }
        })
      })
    },
    begin(from) {
      const transaction: Transaction = { from, life: from.life, open: true }
      open.add(transaction)
      return transaction
    },
    end,
    disconnected(gone) {
      for (const transaction of open) {
        if (transaction.from !== gone) continue
        scheduler.after(dice.unit() * 2_000, machine, 'connection gone', () => end(transaction))
      }
    },
    restart() {
      for (const transaction of [...open]) end(transaction)
    },
  }
}
