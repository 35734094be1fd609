import * as A from '@automerge/automerge'
import { cbor } from '@automerge/automerge-repo'
import type { About } from '../../model/document.ts'
import { genesis } from '../../model/genesis.ts'
import type { Host } from '../host.ts'
import type { Identity } from '../link.ts'
import { type SyncMessage, writeSyncMessage } from '../sync-message.ts'
import { sorts } from './sorts.ts'
import { documentIdText, type Note } from './world.ts'

type Received = { type: string; documentId?: string; data?: Uint8Array; [key: string]: unknown }

/** A peer at the other end of a link in memory, which says what the test wants, honest or not. */
export type RawClient = {
  received: Received[]
  closed: { code: number; reason: string } | undefined
  isPaused: boolean
  /** What the link says is unsent. */
  buffered: number
  send(frame: object): void
  sendBytes(bytes: Uint8Array): void
  sync(what: About, message: Partial<SyncMessage>, type?: 'sync' | 'request'): void
  /** The peer's copy of a document, synced by Automerge itself as frames come in. */
  open(what: About, options?: { actor?: string; from?: A.Doc<Note> }): RawDocument
  leave(): void
}

export type RawDocument = {
  doc(): A.Doc<Note>
  change(edit: (draft: Note) => void): A.Doc<Note>
  /** Says what there is to say. */
  talk(): void
  /** Heads that the host has told of this document, newest last. */
  told(): string[][]
}

let connections = 0

export function rawClient(
  host: Host,
  person: string,
  {
    join = true,
    haat = false,
    ...identity
  }: { join?: boolean; haat?: boolean } & Partial<Identity> = {},
): RawClient {
  const documents = new Map<string, (frame: Received) => void>()
  const send = (frame: object) =>
    client.sendBytes(cbor.encode({ senderId: `peer of ${person}`, targetId: 'host', ...frame }))
  const client: RawClient = {
    received: [],
    closed: undefined,
    isPaused: false,
    buffered: 0,
    send,
    sendBytes: (bytes) => connection.receive(bytes),
    sync: (what, message, type = 'sync') =>
      send({
        type,
        documentId: documentIdText(what),
        data: writeSyncMessage({
          version: 1,
          heads: [],
          need: [],
          have: [],
          changes: [],
          ...message,
        }),
      }),
    open(what, options) {
      const document = rawDocument(client, what, options)
      documents.set(documentIdText(what), document.take)
      return document
    },
    leave: () => connection.closed(),
  }
  const link = {
    send(bytes: Uint8Array) {
      const frame = cbor.decode(bytes) as Received
      client.received.push(frame)
      documents.get(frame.documentId ?? '')?.(frame)
    },
    close: (code: number, reason: string) => {
      client.closed = { code, reason }
    },
    get bufferedAmount() {
      return client.buffered
    },
    pause: () => {
      client.isPaused = true
    },
    resume: () => {
      client.isPaused = false
    },
  }
  const connection = host.connect(link, {
    person,
    device: 'phone',
    connection: `${person} ${++connections}`,
    ...identity,
  })
  if (join)
    send({
      type: 'join',
      peerMetadata: {},
      supportedProtocolVersions: ['1'],
      ...(haat ? { haat: 1 } : {}),
    })
  return client
}

function rawDocument(
  client: RawClient,
  what: About,
  { actor, from }: { actor?: string; from?: A.Doc<Note> } = {},
): RawDocument & { take(frame: Received): void } {
  const options = actor ? { actor } : {}
  let doc = from
    ? A.clone(from, options)
    : A.loadIncremental(A.init<Note>(options), genesis(sorts.note, what))
  let state = A.initSyncState()
  const told: string[][] = []
  const talk = () => {
    const [next, message] = A.generateSyncMessage(doc, state)
    state = next
    if (message) client.send({ type: 'sync', documentId: documentIdText(what), data: message })
  }
  return {
    doc: () => doc,
    change(edit) {
      doc = A.change(doc, edit)
      return doc
    },
    talk,
    told: () => told,
    take(frame) {
      if (frame.type !== 'sync' || !frame.data) return
      const data = new Uint8Array(frame.data)
      told.push(A.decodeSyncMessage(data).heads)
      ;[doc, state] = A.receiveSyncMessage(doc, state, data)
      // As over a socket: the answer is not said inside the call that brought the question.
      queueMicrotask(talk)
    },
  }
}
