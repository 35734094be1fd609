import type { AddressInfo } from 'node:net'
import { createServer, connect as dial, type Socket } from 'node:net'

/**
 * A Postgres behind a line that can be cut at the worst moment: `lost` lets COMMIT arrive and swallows its reply,
 * `early` cuts before COMMIT arrives. Each order cuts once.
 */
export async function cuttingProxy(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let order: 'lost' | 'early' | undefined
  let cuts = 0

  const server = createServer((client) => {
    const upstream = dial(Number(target.port), target.hostname)
    let swallow = false
    const cut = () => {
      cuts += 1
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (order && bytes.includes('COMMIT\0')) {
        const now = order
        order = undefined
        if (now === 'early') return cut()
        swallow = true
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => (swallow ? cut() : client.write(bytes)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  return {
    url: through.href,
    cutAtCommit(how: 'lost' | 'early') {
      order = how
    },
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
