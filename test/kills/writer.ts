import * as A from '@automerge/automerge'
import { decode, encode } from '@automerge/automerge-repo/helpers/cbor.js'
import WebSocket from 'ws'
import type { Chance } from '../../bench/commit/chance.ts'
import { type About, documentId } from '../../engine/model/document.ts'
import { genesis } from '../../engine/model/genesis.ts'
import { nodeTicket } from '../../engine/replica/node-dial.ts'
import { type Cart, cart } from '../../schema/documents/cart.ts'
import type { Signed } from './shopper.ts'

const AGAIN_MS = 50

type Written = {
  about: About
  doc: A.Doc<Cart>
  state: A.SyncState
  /** Its own last change. */
  mine: string | undefined
  /** Every head that the server said it has. */
  acked: Set<string>
}

/**
 * A device that writes without a pause: the next change as soon as the last is acknowledged, in each of its documents.
 * It comes back by itself, with all that it has, and counts only on what the server said.
 */
export type Writer = {
  /** Changes of its own that were acknowledged. */
  count(): number
  /** By document: every head the server has acknowledged to this device. */
  acked(): ReadonlyMap<string, ReadonlySet<string>>
  /** Writes nothing more; resolves when all it wrote is acknowledged. */
  finish(): Promise<void>
}

export function openWriter(
  url: string,
  session: Signed,
  { abouts, dice }: { abouts: readonly About[]; dice: Chance },
): Writer {
  const written = new Map(
    abouts.map((about): [string, Written] => [
      documentId(about),
      {
        about,
        doc: A.loadIncremental(A.init<Cart>(), genesis(cart, about)),
        state: A.initSyncState(),
        mine: undefined,
        acked: new Set(),
      },
    ]),
  )
  const address = url.replace('http', 'ws')
  const senderId = `writer ${crypto.randomUUID()}`
  let socket: WebSocket | undefined
  let count = 0
  let isWriting = true
  let finished: (() => void) | undefined

  async function connect(): Promise<void> {
    const given = await nodeTicket(url, await session.accessToken()).catch(() => undefined)
    if (!given || !('ticket' in given)) return void setTimeout(connect, AGAIN_MS)
    const mine = new WebSocket(`${address}/sync?ticket=${encodeURIComponent(given.ticket)}`)
    socket = mine
    mine.on('open', () => say({ type: 'join', supportedProtocolVersions: ['1'], peerMetadata: {} }))
    mine.on('message', (data) => hear(decode(new Uint8Array(data as Buffer)) as never))
    mine.on('error', () => undefined)
    mine.on('close', () => void setTimeout(connect, dice.below(AGAIN_MS)))
  }

  const say = (frame: object) => {
    if (socket?.readyState === WebSocket.OPEN)
      socket.send(new Uint8Array(encode({ senderId, targetId: 'host', ...frame })))
  }

  function hear({
    type,
    documentId: id,
    data,
  }: {
    type: string
    documentId: string
    data: Uint8Array
  }) {
    if (type === 'peer') {
      for (const [each, one] of written) {
        one.state = A.initSyncState()
        talk(each, one)
      }
    }
    const one = type === 'sync' ? written.get(id) : undefined
    if (!one) return
    const bytes = new Uint8Array(data)
    const { heads } = A.decodeSyncMessage(bytes)
    ;[one.doc, one.state] = A.receiveSyncMessage(one.doc, one.state, bytes)
    for (const head of heads) one.acked.add(head)
    if (one.mine === undefined || A.hasHeads(one.doc, heads)) write(one, heads)
    talk(id, one)
    if (!isWriting && [...written.values()].every(isAcked)) finished?.()
  }

  /** Its last change is among what the server has: the next one. */
  function write(one: Written, heads: readonly string[]) {
    const known = heads.length > 0 && A.hasHeads(one.doc, [...heads])
    const has = one.mine !== undefined && known && isAncestor(one.doc, one.mine, heads)
    if (has) {
      one.acked.add(one.mine as string)
      count += 1
    }
    if (!isWriting || !(has || one.mine === undefined)) return
    one.doc = A.change(one.doc, (draft) => {
      draft.notes[`note ${count % 20}`] = new A.ImmutableString(`${senderId} ${count}`) as never
    })
    const change = A.getLastLocalChange(one.doc)
    one.mine = change && A.decodeChange(change).hash
  }

  const isAcked = ({ mine, acked }: Written) => mine === undefined || acked.has(mine)

  function talk(id: string, one: Written) {
    const [state, message] = A.generateSyncMessage(one.doc, one.state)
    one.state = state
    if (message) say({ type: 'sync', documentId: id, data: message })
  }

  void connect()
  return {
    count: () => count,
    acked: () => new Map([...written].map(([id, { acked }]) => [id, acked])),
    async finish() {
      isWriting = false
      if (![...written.values()].every(isAcked))
        await new Promise<void>((resolve) => {
          finished = resolve
        })
      socket?.removeAllListeners('close')
      socket?.close()
    },
  }
}

/** What the server has, it has with everything before it. */
const isAncestor = (doc: A.Doc<Cart>, hash: string, heads: readonly string[]) =>
  heads.includes(hash) || !A.getChangesMetaSince(doc, [...heads]).some((one) => one.hash === hash)
