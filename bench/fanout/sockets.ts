import '@automerge/automerge'
import { randomBytes } from 'node:crypto'
import { type CoreDocument, freshCore } from '../../engine/host/core.ts'
import { documentId } from '../../engine/model/document.ts'
import { GENESIS_ACTOR, genesis } from '../../engine/model/genesis.ts'
import { stockDraft } from '../../schema/documents/stock-draft.ts'
import { until } from '../../test/kit/until.ts'
import { serveCrew } from '../crew.ts'
import { quantile } from '../figures.ts'
import { heardUpTo, type LightSocket, messageOf, openSocket } from '../light-socket.ts'
import { paced } from '../sync/paced.ts'
import type { Order, Report, Spread } from './messages.ts'

/** The container of movements, by the op that made it: `about` comes first. */
const MOVEMENTS = `2@${GENESIS_ACTOR}`
const OPEN_MS = 60_000
const DELIVERY_MS = 30_000
/** Sockets that open at a time. */
const DOORS = 32

type Author = CoreDocument & {
  put(object: string, key: string, value: string): void
  commit(message: null, time: number): string
  getLastLocalChange(): Uint8Array
}
/** One socket and the number of the newest change it has heard. */
type Hearer = { socket: LightSocket; heard: number; isGreeted: boolean }

/** The process that holds all sockets of one document: one speaks, all hear and answer as an honest peer does. */
const core = freshCore()
const hearers: Hearer[] = []
const sentAt: number[] = []
const numberOf = new Map<string, number>()
const waits: number[] = []
let frames = 0
let id = ''
let author: Author
let sender: LightSocket
let isSenderTold = false
let made = 0

serveCrew(async (order: Order): Promise<Report> => {
  if (order.do === 'speak') return { say: 'spoken', ...(await speak(order)) }
  await open(order)
  return { say: 'open' }
})

async function open(order: Extract<Order, { do: 'open' }>): Promise<void> {
  const { about, isRelay } = order
  id = documentId(about)
  const first = genesis(stockDraft, about)
  const actor = randomBytes(16).toString('hex')
  const load = core.load as (bytes: Uint8Array, options: { actor: string }) => CoreDocument
  author = load(first, { actor }) as Author
  const heads = author.getHeads()
  numberOf.set(heads[0] as string, 0)
  sender = await openSocket(order.sender, { relay: isRelay })
  sender.listen(() => {
    isSenderTold = true
  })
  sender.sync(id, messageOf({ heads, changes: [first] }))
  if (!isRelay) await until('the document to be there', () => isSenderTold, OPEN_MS)
  const queue = [...order.hearers]
  const doorman = async () => {
    for (let url = queue.shift(); url; url = queue.shift()) {
      const socket = await openSocket(url, { relay: isRelay })
      const hearer = { socket, heard: 0, isGreeted: isRelay }
      hearers.push(hearer)
      socket.listen(({ data }) => hear(hearer, data))
      if (!isRelay) socket.sync(id, heardUpTo(heads))
    }
  }
  await Promise.all(Array.from({ length: DOORS }, doorman))
  await until('everybody to be greeted', () => hearers.every((one) => one.isGreeted), OPEN_MS)
}

/** The history is one line: whoever has heard of a change has all before it. */
function hear(hearer: Hearer, data: Uint8Array | undefined): void {
  const now = performance.now()
  if (data?.[1] !== 1) return
  const head = Buffer.from(data.subarray(2, 34)).toString('hex')
  const number = numberOf.get(head)
  if (number === undefined) return
  hearer.isGreeted = true
  if (number <= hearer.heard) return
  frames++
  while (hearer.heard < number) waits.push(now - (sentAt[++hearer.heard] as number))
  hearer.socket.sync(id, heardUpTo([head]))
}

async function speak({ changes, perSecond }: Extract<Order, { do: 'speak' }>): Promise<Spread> {
  const last = made + changes
  waits.length = 0
  frames = 0
  await paced(changes, perSecond, () => {
    const before = author.getHeads()
    author.put(MOVEMENTS, `movement ${++made}`, '{"n":1}')
    const hash = author.commit(null, 0)
    numberOf.set(hash, made)
    const change = author.getLastLocalChange()
    const have = [{ lastSync: before, bloom: new Uint8Array(0) }]
    sentAt[made] = performance.now()
    sender.sync(id, messageOf({ heads: [hash], have, changes: [change] }))
  })
  const haveAll = () => hearers.every((one) => one.heard === last)
  await until('every change to reach every socket', haveAll, DELIVERY_MS)
  return {
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
    received: waits.length,
    frames,
  }
}
