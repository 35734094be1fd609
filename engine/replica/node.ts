import type { DocumentSort } from '../model/document.ts'
import { realEnv } from '../model/real-env.ts'
import * as documents from './documents.ts'
import * as line from './line.ts'
import { nodeDial, nodeTicket } from './node-dial.ts'
import { openReplica } from './open.ts'
import type { Replica } from './replica.ts'
import { openSqlite } from './storage/sqlite.ts'

/**
 * A device without a screen: its database is one SQLite file, its network this process's. The process itself imports
 * `@automerge/automerge` once, which brings the wasm.
 */
export async function openNodeReplica({
  file,
  server,
  accessToken,
  ...options
}: {
  /** The database, or `:memory:`. */
  file: string
  /** The server's origin, e.g. `http://localhost:8787`. */
  server: string
  /** A token for `POST /api/sync/ticket`; asked for at every connection. */
  accessToken(): Promise<string>
  person: string
  device: string
  sorts: Record<string, DocumentSort>
  ownLane?: string
}): Promise<Replica> {
  const address = new URL('/sync', server)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return openReplica({
    ...options,
    env: realEnv(),
    store: await openSqlite(file),
    documents: { load: async () => documents },
    uplink: {
      load: async () => line,
      dial: nodeDial(address.href),
      ticket: async () => nodeTicket(server, await accessToken()),
    },
  })
}
