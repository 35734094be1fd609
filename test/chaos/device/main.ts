import '@automerge/automerge'
import { openSync, writeSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openShelf, type Shelf } from '../../../bench/replay/device/shelf.ts'
import { signIn } from '../../../bench/replay/device/sign-in.ts'
import { recorder, writeEvent } from '../../laws/history.ts'
import type { Fleet, Order, Report } from '../messages.ts'
import { type Device, openDevice } from './device.ts'
import { openShopping, type Shopping } from './shopping.ts'

/** A process of devices. It keeps nothing that their SQLite files do not hold, so it may be killed at any time. */
const report = (said: Report) => void process.send?.(said)
/** Between tries while no server answers, in milliseconds. */
const AGAIN_MS = 300
const REPORT_MS = 500

const devices: Device[] = []
const shoppings: Shopping[] = []
let operations = 0
let orders = Promise.resolve()

process.on('message', (order: Order) => {
  orders = orders.then(() => obey(order))
})
process.on('disconnect', () => process.exit())
setInterval(() => {
  if (operations > 0) report({ say: 'did', operations })
  operations = 0
}, REPORT_MS).unref()

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'open':
      await open(order.fleet)
      return report({ say: 'opened' })
    case 'work':
      for (const shopping of shoppings) shopping.begin()
      return
    case 'rest':
      await Promise.all(shoppings.map((shopping) => shopping.end()))
      return report({ say: 'rested' })
    case 'rejoin':
      for (const device of devices) device.openAll()
      return
    case 'standing':
      return report({
        say: 'standing',
        waiting: devices.reduce((sum, one) => sum + one.replica.waiting().length, 0),
        shown: devices.flatMap((one) => one.shown()),
        through: Object.assign({}, ...devices.map((one) => one.through())),
      })
    case 'final':
      for (const device of devices) device.lastWords()
      await Promise.all(devices.map((one) => one.replica.close()))
      return report({ say: 'closed' })
  }
}

async function open({ seed, dir, life, store, skus, server, paceMs, ...fleet }: Fleet) {
  const history = openSync(join(dir, `history-${life}.jsonl`), 'a')
  const shelf = await knownShelf({ server, store, skus, file: join(dir, 'shelf.json') })
  await Promise.all(
    fleet.devices.map(async ({ device: number, person }) => {
      const file = join(dir, `device-${number}`)
      const session = await signIn({ server, seed, person, device: number, file: `${file}.json` })
      const note = recorder(`d${number}`, {
        clock: process.hrtime.bigint,
        write: (event) => writeSync(history, writeEvent(event)),
      })
      const did = () => {
        operations += 1
      }
      const device = await openDevice({ server, file: `${file}.db`, session, note, did })
      devices.push(device)
      const hand = { device, seed, number, life, store, skus, shelf, paceMs }
      shoppings.push(openShopping({ ...hand, note, did }))
    }),
  )
}

/** What lies in the shop: as a life before knew it, so that nobody who comes back needs a server to go on. */
async function knownShelf({
  server,
  store,
  skus,
  file,
}: Pick<Fleet, 'server' | 'store' | 'skus'> & { file: string }): Promise<Shelf> {
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept) {
    const { store: settings, goods } = JSON.parse(kept)
    return { store: settings, goods: new Map(goods) }
  }
  const shelf = openShelf(server, store, new Set(skus))
  while (!(await shelf.refresh().then(...yesOrNo))) await pause(AGAIN_MS)
  const { store: settings, goods } = shelf.snapshot()
  // Both processes write the same; under its name it is always whole.
  const half = `${file}.${process.pid}`
  await writeFile(half, JSON.stringify({ store: settings, goods: [...goods] }))
  await rename(half, file)
  return { store: settings, goods }
}

const yesOrNo = [() => true, () => false] as const
