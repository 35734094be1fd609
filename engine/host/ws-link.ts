import type { WebSocket } from 'ws'
import type { Host } from './host.ts'
import type { Identity, Link } from './link.ts'

/**
 * Hands a `ws` socket to the host. The server in front keeps `maxPayload` at `limits.frameBytes` and
 * `perMessageDeflate` off.
 */
export function serveSocket(host: Host, socket: WebSocket, identity: Identity): void {
  const link: Link = {
    send: (bytes) => {
      if (socket.readyState === socket.OPEN) socket.send(bytes)
    },
    close: (code, reason) => socket.close(code, reason),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
  const connection = host.connect(link, identity)
  socket.binaryType = 'nodebuffer'
  socket.on('message', (data, isBinary) => {
    if (isBinary) connection.receive(data as Buffer)
    else socket.close(1003, 'text')
  })
  socket.on('close', () => connection.closed())
  // Without a listener a malformed websocket frame would end the process; `ws` closes the socket by itself.
  socket.on('error', () => undefined)
}
