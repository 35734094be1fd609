import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { CannotStart } from './cannot-start.ts'

/** Slow or swollen requests are cut off: a socket that sends a byte now and then costs nobody else. */
const serverOptions = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 10_000,
}
const MAX_HEADERS = 64
const DRAIN_MS = 2_000

export type Listening = { server: Server; port: number; close(): Promise<void> }

/** A server for the app that does not listen yet, so that `/sync` can be added first. */
export function httpServer(
  fetch: (request: Request, env: never) => Response | Promise<Response>,
): Server {
  const server = createAdaptorServer({
    fetch: fetch as Parameters<typeof createAdaptorServer>[0]['fetch'],
    serverOptions,
  }) as Server
  server.maxHeadersCount = MAX_HEADERS
  return server
}

/** Listens, or says in one sentence why not. `close` lets running requests end, for a moment. */
export async function listen(server: Server, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(sentence(error, port)))
    server.listen(port, resolve)
  })
  const address = server.address()
  return {
    server,
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
      }),
  }
}

function sentence(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new CannotStart(
      `Port ${port} is taken by another program: stop that one, or set PORT to a free port.`,
    )
  }
  if (error.code === 'EACCES') {
    return new CannotStart(
      `Port ${port} may not be opened by this user: set PORT to one above 1023.`,
    )
  }
  return error
}
