// The only place in this folder where a process may begin: it brings the wasm along.
import '@automerge/automerge'
import type { DocumentSort } from '../model/document.ts'
import { realEnv } from '../model/real-env.ts'
import * as documents from './documents.ts'
import type { Ticket } from './line.ts'
import * as line from './line.ts'
import { nodeDial } from './node-dial.ts'
import { openReplica } from './open.ts'
import type { Replica } from './replica.ts'
import { openSqlite } from './storage/sqlite.ts'

/** A device without a screen: its database is one SQLite file, its network this process's. */
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
