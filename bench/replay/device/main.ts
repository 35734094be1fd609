import '@automerge/automerge'
import { setMaxListeners } from 'node:events'
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { recorder, writeEvent } from '../../../test/laws/history.ts'
import { chance } from '../../commit/chance.ts'
import type { Fleet, Order, Report } from '../messages.ts'
import { openShelf } from './shelf.ts'
import { openShopper, type Shopper } from './shopper.ts'
import { signIn } from './sign-in.ts'

/** A process of devices. It keeps nothing that their SQLite files do not hold, so it may be killed at any time. */
const report = (said: Report) => void process.send?.(said)
/** Between tries while the server is away, in milliseconds. */
const AGAIN_MS = 300
/** Back for good, in no round. */
const NO_ROUND = -1

let shelf: ReturnType<typeof openShelf> | undefined
const shoppers = new Map<number, Shopper>()
const dice = new Map<number, number>()
let orders = Promise.resolve()
let leaving = new AbortController()

process.on('message', (order: Order) => {
  // Going offline interrupts a return that is still under way.
  if (order.do === 'offline') leaving.abort()
  orders = orders.then(() => obey(order))
})
process.on('disconnect', () => process.exit())

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'open':
      await open(order.fleet)
      return report({ say: 'opened' })
    case 'greet':
      await Promise.all([...shoppers.values()].map((one) => one.greet()))
      return report({ say: 'greeted' })
    case 'compose': {
      const goods = await upToDate()
      await Promise.all([...shoppers.values()].map((one) => one.compose(order.round, goods)))
      return report({ say: 'composed', round: order.round })
    }
    case 'online':
      leaving = new AbortController()
      // Every device of this process listens to it.
      setMaxListeners(0, leaving.signal)
      for (const [device, shopper] of shoppers) {
        if (order.asking && !shopper.asksIn(order.round)) continue
        void comeBack(shopper, { ...order, at: order.at + (dice.get(device) as number) })
      }
      return
    case 'offline':
      for (const shopper of shoppers.values()) shopper.leave()
      return
    case 'rejoin':
      for (const shopper of shoppers.values()) shopper.comeBack(NO_ROUND, Date.now())
      return
    case 'standing':
      return report(standing())
    case 'final':
      await Promise.all([...shoppers.values()].map((one) => one.lastWords()))
      await Promise.all([...shoppers.values()].map((one) => one.close()))
      return report({ say: 'closed' })
  }
}

async function open(given: Fleet): Promise<void> {
  const { seed, dir, life, store, server, devices, spreadMs } = given
  const history = openSync(join(dir, `history-${life}.jsonl`), 'a')
  const wanted = new Set(
    devices.flatMap((one) => one.rounds.flat().flatMap((cart) => cart.lines.map((l) => l.sku))),
  )
  shelf = openShelf(server, store, wanted)
  await Promise.all(
    devices.map(async ({ link, ...plan }) => {
      const { device, person } = plan
      dice.set(device, chance(seed + device).below(spreadMs))
      const file = join(dir, `device-${device}`)
      const session = await signIn({ server, seed, person, device, file: `${file}.json` })
      const note = recorder(`d${device}/${life}`, {
        clock: process.hrtime.bigint,
        write: (event) => writeSync(history, writeEvent(event)),
      })
      const all = { plan, seed, store, link, session, note, report }
      shoppers.set(device, await openShopper({ ...all, file: `${file}.db` }))
    }),
  )
}

/** The catalogue as of now; while the server is away, as soon as it is back. */
async function upToDate() {
  for (;;) {
    try {
      await shelf?.refresh()
      break
    } catch {
      await pause(AGAIN_MS)
    }
  }
  if (!shelf) throw new Error('composing before opening')
  return shelf.snapshot()
}

async function comeBack(shopper: Shopper, { round, at }: { round: number; at: number }) {
  const { signal } = leaving
  await pause(Math.max(0, at - Date.now()), undefined, { signal }).catch(() => undefined)
  if (!signal.aborted) shopper.comeBack(round, at)
}

function standing(): Report {
  const all = [...shoppers.values()]
  return {
    say: 'standing',
    waiting: all.reduce((sum, one) => sum + one.waiting(), 0),
    shown: all.flatMap((one) => one.shown()),
    through: Object.assign({}, ...all.map((one) => one.through())),
  }
}
