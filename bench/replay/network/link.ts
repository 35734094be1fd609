import { connect, createServer, type Socket } from 'node:net'
import { ShapedQueue } from './shaped-queue.ts'
import type { Trace } from './trace.ts'

/**
 * A device's way to the server: a port of its own, whose connections pass two shaped queues. A connection that the
 * server refuses or loses is lost to the device too.
 */
export async function openLink({
  up,
  down,
  offsetMs,
  target,
}: {
  up: Trace
  down: Trace
  offsetMs: number
  target: { host: string; port: number }
}): Promise<{ port: number; close(): void }> {
  const upward = new ShapedQueue(up, offsetMs)
  const downward = new ShapedQueue(down, offsetMs)
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (device) => {
    const far = connect({ ...target, allowHalfOpen: true })
    for (const socket of [device, far]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      // What went wrong shows as a connection that is gone; `close` follows.
      socket.on('error', () => {
        device.destroy()
        far.destroy()
      })
    }
    carry(device, far, upward)
    carry(far, device, downward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the link has no port')
  return {
    port: address.port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      upward.close()
      downward.close()
    },
  }
}

function carry(from: Socket, to: Socket, queue: ShapedQueue): void {
  from.on('data', (bytes) => {
    queue.send(bytes, (part) => void (to.destroyed || to.write(part)))
    if (!queue.isFull) return
    from.pause()
    queue.whenRoom(() => from.resume())
  })
  // The end travels behind what was sent before it.
  from.on('end', () => queue.send(END, () => to.end()))
  from.on('close', (broken) => {
    if (broken) to.destroy()
  })
}

/** An end weighs a byte on the link, as a FIN does. */
const END = Buffer.of(0)
