import { once } from 'node:events'
import * as A from '@automerge/automerge'
import { decode, encode } from '@automerge/automerge-repo/helpers/cbor.js'
import WebSocket from 'ws'
import { nodeTicket } from '../../engine/replica/node-dial.ts'

type Heard = { type: string; documentId?: string }

/**
 * Somebody who has none of their documents and asks for one after the other. Told to come again, they do: that is part of
 * how long an answer takes.
 */
export async function openVisitor(url: string, token: string) {
  const [, question] = A.generateSyncMessage(A.init(), A.initSyncState())
  let asked: { documentId: string; answer(frame: Heard): void } | undefined
  let isLeaving = false
  let socket = await arrive()

  async function arrive(): Promise<WebSocket> {
    const given = await nodeTicket(url, token)
    if (!('ticket' in given)) throw new Error(`no ticket: ${given.no}`)
    const address = `${url.replace('http', 'ws')}/sync?ticket=${encodeURIComponent(given.ticket)}`
    const arrived = new WebSocket(address, { perMessageDeflate: false })
    const welcomed = new Promise<void>((resolve) => {
      arrived.on('message', (data) => {
        const frame = decode(new Uint8Array(data as Buffer)) as Heard
        if (frame.type === 'peer') resolve()
        if (asked && frame.documentId === asked.documentId) asked.answer(frame)
      })
    })
    await once(arrived, 'open')
    say(arrived, { type: 'join', supportedProtocolVersions: ['1'], peerMetadata: {} })
    await welcomed
    arrived.on('close', async () => {
      if (isLeaving) return
      socket = await arrive()
      if (asked) request(asked.documentId)
    })
    return arrived
  }
  const request = (documentId: string) =>
    say(socket, { type: 'request', documentId, data: question })

  return {
    /** Milliseconds from the question to the document. */
    async ask(documentId: string): Promise<number> {
      const at = performance.now()
      const answered = new Promise<Heard>((resolve) => {
        asked = { documentId, answer: resolve }
      })
      request(documentId)
      const { type } = await answered
      asked = undefined
      if (type !== 'sync') throw new Error(`${documentId} was answered ${type}`)
      return performance.now() - at
    },
    async close(): Promise<void> {
      isLeaving = true
      const gone = once(socket, 'close')
      socket.close()
      await gone
    },
  }
}

const say = (socket: WebSocket, frame: object) =>
  socket.send(new Uint8Array(encode({ senderId: 'visitor', targetId: 'host', ...frame })))
