import '@automerge/automerge'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as A from '@automerge/automerge'
import {
  type AutomergeUrl,
  type DocHandle,
  Repo,
  stringifyAutomergeUrl,
} from '@automerge/automerge-repo'
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket'
import { onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { localBus } from '../../bus/local.ts'
import { type About, documentIdBytes } from '../../model/document.ts'
import { genesis } from '../../model/genesis.ts'
import { realEnv } from '../../model/real-env.ts'
import type { Role } from '../access.ts'
import { createHost, type Host, type HostOptions } from '../host.ts'
import type { HostEvent } from '../observe.ts'
import { type MemoryRows, memoryHostStore, memoryRows } from '../storage/memory.ts'
import { serveSocket } from '../ws-link.ts'
import { sorts, sortsModule } from './sorts.ts'

export const about = (owner: string, name = 'groceries'): About => ({ sort: 'note', owner, name })
export const urlOf = (what: About): AutomergeUrl =>
  stringifyAutomergeUrl({ documentId: documentIdBytes(what) as never })

export type Note = {
  notes: Record<string, unknown>
  counts: Record<string, unknown>
  intents: Record<string, unknown>
}

export type TestHost = {
  host: Host
  rows: MemoryRows
  url(person: string): string
  events: HostEvent[]
}

/** A host on a real `ws` server on a free port; whoever connects is who the address says. */
export async function serve(
  options: Partial<HostOptions> & { rows?: MemoryRows } = {},
): Promise<TestHost> {
  const rows = options.rows ?? memoryRows()
  const events: HostEvent[] = []
  const host = await createHost({
    env: realEnv(),
    store: memoryHostStore(rows),
    bus: localBus(),
    sorts,
    sortsModule,
    shards: 0,
    may: async (person, _, { about }): Promise<Role> => (about.owner === person ? 'write' : 'none'),
    observe: (event) => events.push(event),
    ...options,
  })
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false })
  await once(server, 'listening')
  let connections = 0
  server.on('connection', (socket, request) => {
    const [, person = '', device = 'phone'] = (request.url ?? '').split('/')
    serveSocket(host, socket, {
      person,
      device,
      connection: `${person}-${device}-${++connections}`,
    })
  })
  // A hook of this module would stand only in the first file that loads it: files share what they load.
  onTestFinished(async () => {
    await host.close()
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { host, rows, events, url: (person) => `ws://127.0.0.1:${port}/${person}` }
}

export type StockClient = {
  repo: Repo
  /** The document, made here if it is not there yet: the same first change on every replica. */
  make(what: About): Promise<DocHandle<Note>>
  find(what: About): Promise<DocHandle<Note>>
}

/** An automerge-repo client as it comes, with its own websocket adapter. */
export function stockClient(url: string): StockClient {
  const adapter = new WebSocketClientAdapter(url, 50)
  const repo = new Repo({ network: [adapter] })
  onTestFinished(async () => {
    await repo.shutdown().catch(() => undefined)
  })
  return {
    repo,
    async make(what) {
      const bytes = A.save(A.loadIncremental(A.init(), genesis(sorts.note, what)))
      return repo.import<Note>(bytes, { docId: documentIdText(what) as never })
    },
    find: (what) => repo.find<Note>(urlOf(what)),
  }
}

export const documentIdText = (what: About): string => urlOf(what).slice('automerge:'.length)

export const text = (value: string) => new A.ImmutableString(value)
