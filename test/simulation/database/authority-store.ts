import {
  type AuthorityStore,
  LANES_DUE,
  type LaneHead,
  type LaneHold,
  StoreError,
  type Written,
} from '../../../engine/authority/store.ts'
import type { Env } from '../../../engine/model/env.ts'
import type { Machine } from '../machine.ts'
import type { Scheduler } from '../scheduler.ts'
import { type Database, ReplyLost, type Transaction } from './database.ts'
import { laneOf, type Reused, type Tables, type Waiting } from './tables.ts'
import { constraintsHold, write } from './write.ts'

/** How long a row's holder is waited for: `lock_timeout`. */
const LOCK_MS = 2_000
/** How often a waiter looks again. */
const LOOK_MS = 5

/** The serial plane as a node reaches it: the same promises as on Postgres, with locks, lost replies and crashes. */
export function databaseAuthorityStore(
  database: Database,
  { from, env, scheduler }: { from: Machine; env: Env; scheduler: Scheduler },
): AuthorityStore {
  const { tables } = database
  const call = <T>(label: string, run: () => T) => database.call(from, label, run)

  return {
    due: () => call('due', () => lanesDue(tables, database.now())),
    async take(lane, limit) {
      await env.fault('K5')
      const transaction = database.begin(from)
      try {
        const taken = await call(`take ${lane}`, () => {
          if (!transaction.open) throw new StoreError('08006', 'the transaction is gone')
          if (!tables.lanes.has(lane) || database.locks.has(lane)) return undefined
          database.locks.set(lane, transaction)
          return read(database, lane, limit)
        })
        if (!taken) {
          database.end(transaction)
          return undefined
        }
        await env.fault('K6')
        return holdOf(taken, { database, transaction, from, env, scheduler })
      } catch (error) {
        abandon(database, transaction, error, scheduler)
        throw error
      }
    },
    putOff: (intent, { ms, error }) =>
      call('put off', () => {
        const waiting = tables.pending.get(intent)
        if (!waiting) return
        waiting.attempts += 1
        waiting.notBefore = database.now() + ms
        waiting.lastError = error
      }),
  }
}

/** After an error the server forgets the transaction: at once if it said so itself, else when it notices. */
function abandon(
  database: Database,
  transaction: Transaction,
  error: unknown,
  scheduler: Scheduler,
) {
  if (!(error instanceof ReplyLost)) return database.end(transaction)
  const ms = database.machine.dice.unit() * 1_000
  scheduler.after(ms, database.machine, 'connection gone', () => database.end(transaction))
}

type Read = Omit<LaneHold, 'load' | 'commit' | 'release'>

function read({ tables, now }: Database, lane: string, limit: number): Read {
  const at = now()
  const { head, auditSeq, auditHash } = laneOf(tables, lane)
  const due = dueOf(tables, lane, at)
  const batch = due.slice(0, limit)
  const ahead = due.slice(limit, limit * 2)
  const answered = new Map<string, string>()
  for (const { id } of batch) {
    const outcome = tables.outcomes.get(id)
    if (outcome) answered.set(id, outcome.payloadHash)
  }
  const notes = [...tables.reused.values()].sort(asTheyCame).flatMap((one) => {
    const answer = tables.outcomes.get(one.intent)
    if (one.lane !== lane || !answer) return []
    const { intent, payloadHash, author, device, document } = one
    return [{ intent, payloadHash, author, device, document, answeredHash: answer.payloadHash }]
  })
  const reused = notes.slice(0, limit)
  return { lane, head, auditSeq, auditHash, at, batch, ahead, answered, reused }
}

const asTheyCame = (a: Reused, b: Reused) =>
  a.received - b.received || bytewise(a.intent, b.intent) || bytewise(a.payloadHash, b.payloadHash)
const bytewise = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function lanesDue(tables: Tables, now: number): string[] {
  const oldest = new Map<string, number>()
  for (const waiting of tables.pending.values()) {
    if (waiting.notBefore > now) continue
    oldest.set(waiting.lane, Math.min(waiting.arrival, oldest.get(waiting.lane) ?? waiting.arrival))
  }
  for (const { lane, intent } of tables.reused.values()) {
    if (tables.outcomes.has(intent)) oldest.set(lane, 0)
  }
  return [...oldest]
    .sort((a, b) => a[1] - b[1] || bytewise(a[0], b[0]))
    .slice(0, LANES_DUE)
    .map(([lane]) => lane)
}

/** In the order they came; an intent waits while an earlier one of its document is put off. */
function dueOf(tables: Tables, lane: string, now: number): Waiting[] {
  const putOff = new Set<string>()
  return [...tables.pending.values()]
    .filter((waiting) => waiting.lane === lane)
    .sort((a, b) => a.arrival - b.arrival)
    .filter(({ document, notBefore }) => {
      if (document !== '' && putOff.has(document)) return false
      if (notBefore <= now) return true
      putOff.add(document)
      return false
    })
}

/** The home lane first, whether or not it gained a fact. */
const lanesOf = (home: string, { rest }: Written) => [
  ...new Set([home, ...rest().facts.map(({ lane }) => lane)]),
]

function holdOf(
  taken: Read,
  {
    database,
    transaction,
    from,
    env,
    scheduler,
  }: {
    database: Database
    transaction: Transaction
    from: Machine
    env: Env
    scheduler: Scheduler
  },
): LaneHold {
  const { tables, locks } = database
  /** Waits while somebody else holds one of these names, then runs; `lock_timeout` bounds the wait. */
  async function locked<T>(label: string, names: readonly string[], run: () => T): Promise<T> {
    for (let waited = 0; ; waited += LOOK_MS) {
      const got = await database.call(from, label, (): { result: T } | undefined => {
        if (!transaction.open) throw new StoreError('08006', 'the transaction is gone')
        const holders = names.map((name) => locks.get(name))
        const isFree = holders.every((holder) => holder === undefined || holder === transaction)
        return isFree ? { result: run() } : undefined
      })
      if (got) return got.result
      if (waited >= LOCK_MS) throw new StoreError('55P03', names.join())
      await env.wait(LOOK_MS)
    }
  }
  return {
    ...taken,
    async load(area, by, keys) {
      const table = tables.areas.get(area)
      if (!table) throw new Error(`no area ${area}`)
      const names = table.rule.locks ? keys.map((key) => `${area} ${key}`) : []
      try {
        return await locked(`load ${area}`, names, () => {
          for (const name of names) locks.set(name, transaction)
          return keys.flatMap((key) => table.under(by, key))
        })
      } catch (error) {
        abandon(database, transaction, error, scheduler)
        throw error
      }
    },
    async commit(written) {
      for (const point of ['K8', 'K9', 'K10', 'K11', 'K12', 'K13'] as const) await env.fault(point)
      try {
        const heads = await locked(`commit ${taken.lane}`, lanesOf(taken.lane, written), () => {
          constraintsHold(tables, written)
          write(tables, taken.lane, written)
          database.end(transaction)
          return lanesOf(taken.lane, written).map(
            (lane): LaneHead => [lane, laneOf(tables, lane).head],
          )
        })
        await env.fault('K14')
        return { reply: 'ok', heads }
      } catch (error) {
        abandon(database, transaction, error, scheduler)
        if (error instanceof ReplyLost) return { reply: 'unknown' }
        throw error
      }
    },
    async release() {
      const rollback = database.call(from, 'rollback', () => database.end(transaction))
      await rollback.catch(() =>
        abandon(database, transaction, new ReplyLost('rollback'), scheduler),
      )
    },
  }
}
