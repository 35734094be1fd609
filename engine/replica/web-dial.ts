import type { Dial } from './line.ts'

/** Sockets of a browser. `path` is the server's, e.g. `/sync`, on the origin of the page. */
export const webDial =
  (path: string): Dial =>
  (ticket, ears) => {
    const address = new URL(path, location.href)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    address.searchParams.set('ticket', ticket)
    const socket = new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    let ended = false
    const end = (code: number, reason: string) => {
      if (ended) return
      ended = true
      ears.closed(code, reason)
    }
    socket.onopen = () => ears.opened()
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) ears.heard(new Uint8Array(data))
    }
    socket.onclose = ({ code, reason }) => end(code, reason)
    return {
      send(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>)
      },
      close(code, reason) {
        // A browser takes 1000 and 3000–4999 only, and a half-open socket may never say that it closed.
        socket.close(code >= 3000 ? code : 1000, reason)
        end(code, reason)
      },
      get bufferedAmount() {
        return socket.bufferedAmount
      },
    }
  }
