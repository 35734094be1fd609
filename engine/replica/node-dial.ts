import WebSocket from 'ws'
import type { Dial, Ticket } from './line.ts'

/** Sockets of a device without a browser. `address` is the server's, e.g. `ws://localhost:8787/sync`. */
export const nodeDial =
  (address: string): Dial =>
  (ticket, ears) => {
    const socket = new WebSocket(`${address}?ticket=${encodeURIComponent(ticket)}`, {
      perMessageDeflate: false,
    })
    let ended = false
    const end = (code: number, reason: string) => {
      if (ended) return
      ended = true
      ears.closed(code, reason)
    }
    socket.on('open', () => ears.opened())
    socket.on('message', (data, isBinary) => {
      if (isBinary) ears.heard(new Uint8Array(data as Buffer))
    })
    socket.on('close', (code, reason) => end(code, reason.toString()))
    // `close` follows; what went wrong is only told here.
    socket.on('error', (error) => end(1006, error.message))
    return {
      send(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
      },
      close(code, reason) {
        socket.close(code, reason)
        end(code, reason)
      },
      get bufferedAmount() {
        return socket.bufferedAmount
      },
    }
  }

/** Asks for a ticket over HTTP. Rejects if the server did not answer as it should. */
export async function nodeTicket(server: string, token: string): Promise<Ticket> {
  const answer = await fetch(new URL('/api/sync/ticket', server), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  if (answer.status === 401) return { no: 'expired' }
  if (!answer.ok) throw new Error(`no ticket: ${answer.status}`)
  return (await answer.json()) as { ticket: string }
}
