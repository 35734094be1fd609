import { once } from 'node:events'
import * as A from '@automerge/automerge'
import { decode, encode } from '@automerge/automerge-repo/helpers/cbor.js'
import WebSocket from 'ws'
import { nodeTicket } from '../../engine/replica/node-dial.ts'

type Heard = { type: string; documentId?: string }

/** A socket of one person, over which documents are asked for one after the other, as somebody who has none of them. */
export async function openVisitor(url: string, token: string) {
  const given = await nodeTicket(url, token)
  if (!('ticket' in given)) throw new Error(`no ticket: ${given.no}`)
  const address = `${url.replace('http', 'ws')}/sync?ticket=${encodeURIComponent(given.ticket)}`
  const socket = new WebSocket(address, { perMessageDeflate: false })
  const asked = new Map<string, (frame: Heard) => void>()
  let welcome: (() => void) | undefined
  socket.on('message', (data) => {
    const frame = decode(new Uint8Array(data as Buffer)) as Heard
    if (frame.type === 'peer') welcome?.()
    asked.get(frame.documentId ?? '')?.(frame)
  })
  const say = (frame: object) =>
    socket.send(new Uint8Array(encode({ senderId: 'visitor', targetId: 'host', ...frame })))
  const [, question] = A.generateSyncMessage(A.init(), A.initSyncState())
  await once(socket, 'open')
  const welcomed = new Promise<void>((resolve) => {
    welcome = resolve
  })
  say({ type: 'join', supportedProtocolVersions: ['1'], peerMetadata: {} })
  await welcomed
  return {
    /** Milliseconds from the question to the document. */
    async ask(documentId: string): Promise<number> {
      const at = performance.now()
      const answer = new Promise<Heard>((resolve) => asked.set(documentId, resolve))
      say({ type: 'request', documentId, data: question })
      const { type } = await answer
      asked.delete(documentId)
      if (type !== 'sync') throw new Error(`${documentId} was answered ${type}`)
      return performance.now() - at
    },
    async close(): Promise<void> {
      const gone = once(socket, 'close')
      socket.close()
      await gone
    },
  }
}
