import '@automerge/automerge'
import { freshCore } from '../../engine/host/core.ts'
import { genesis } from '../../engine/model/genesis.ts'
import { cart } from '../../schema/documents/cart.ts'
import { until } from '../../test/kit/until.ts'
import { serveCrew } from '../crew.ts'
import { quantile } from '../figures.ts'
import { openSocket } from '../light-socket.ts'
import { type CartPeer, cartPeer } from './cart-peer.ts'
import type { Edits, Order, PlannedDocument, Report } from './messages.ts'
import { inTurn, paced } from './paced.ts'

const OPEN_MS = 60_000
const DELIVERY_MS = 120_000
/** Sockets that open at a time. */
const DOORS = 16

type Table = { peers: CartPeer[] }

/** The process that plays all peers of all documents, for whoever speaks automerge-repo's protocol. */
const core = freshCore()
const tables: Table[] = []
let edits: Edits = { changes: 0 }
const sentAt = new Map<string, number>()
const waits: number[] = []

serveCrew(async (order: Order): Promise<Report> => {
  if (order.do === 'edit') return { say: 'edited', ...(await edit()) }
  edits = order.edits
  await open(order.documents)
  return { say: 'open' }
})

async function open(documents: readonly PlannedDocument[]): Promise<void> {
  const queue = [...documents]
  const doorman = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) tables.push(await seat(next))
  }
  await Promise.all(Array.from({ length: DOORS }, doorman))
  await until('everybody to have every document', () => areAllEven(0), OPEN_MS)
}

async function seat({ about, id, urls }: PlannedDocument): Promise<Table> {
  const first = genesis(cart, about)
  const peers: CartPeer[] = []
  for (const url of urls) {
    const socket = await openSocket(url)
    const heard = (hash: string) => {
      const at = sentAt.get(hash)
      if (at !== undefined) waits.push(performance.now() - at)
    }
    peers.push(cartPeer(core, { genesis: first, id }, { socket, heard }))
  }
  return { peers }
}

/** Does everybody have so many changes of every peer, and has the server said to each that it has them too? */
function areAllEven(each: number): boolean {
  return tables.every(({ peers }) => {
    const [first] = peers
    const heads = first?.heads()
    const whole = 1 + each * peers.length
    return peers.every(
      (peer) => peer.changes() === whole && peer.heads() === heads && peer.told() === heads,
    )
  })
}

async function edit() {
  // One peer of every document, then the next of every document: nobody edits in step with a neighbour.
  const seats = Array.from({ length: tables[0]?.peers.length ?? 0 }, (_, seat) => seat)
  const turns = seats.flatMap((seat) => tables.map(({ peers }) => peers[seat] as CartPeer))
  const began = performance.now()
  const act = (peer: CartPeer) => {
    if (peer.isCut()) throw new Error('the server cut a socket: fewer changes --per-second?')
    sentAt.set(peer.edit(), performance.now())
  }
  const { changes, perSecond } = edits
  if (perSecond === undefined) await inTurn(turns, changes, act)
  else
    await paced(turns.length * changes, perSecond, (n) => act(turns[n % turns.length] as CartPeer))
  const isOver = () => {
    const cut = turns.filter((peer) => peer.isCut()).length
    if (cut > 0) throw new Error(`the server cut ${cut} sockets: fewer changes --per-second?`)
    return areAllEven(changes)
  }
  await until('everything to reach everybody', isOver, DELIVERY_MS)
  const wallMs = performance.now() - began
  return {
    wallMs,
    delivered: waits.length,
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
  }
}
