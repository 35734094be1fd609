import { decode, encode } from '@automerge/automerge-repo/helpers/cbor.js'
import type { Instant } from '../model/env.ts'
import type {
  BeatFrame,
  FactsFrame,
  FollowFrame,
  LaneRefusedFrame,
  TicketFrame,
  UnfollowFrame,
} from '../model/follow.ts'
import type { HeadsFrame, StandingFrame } from '../model/standing.ts'

/** Version 1 of automerge-repo's websocket protocol, and the fields that our own clients and hosts add to it. */
export type JoinFrame = {
  type: 'join'
  senderId: string
  peerMetadata: { isEphemeral: boolean; storageId?: string }
  supportedProtocolVersions: ['1']
  /** Asks for `refused`, `access`, `beat` and the feed; stock servers ignore it. */
  haat: 1
}
export type PeerFrame = {
  type: 'peer'
  senderId: string
  peerMetadata?: { storageId?: string; isEphemeral?: boolean }
  /** It takes a `heads` frame. Stock servers do not. */
  standing?: boolean
  /** The server's clock. Stock servers do not say. */
  now?: Instant
}
/** A message of the document plane, passed on to Repo as it is. */
export type DocumentFrame = {
  type: 'sync' | 'request' | 'doc-unavailable' | 'ephemeral'
  documentId: string
  senderId: string
  targetId: string
  data?: Uint8Array
}
/** Changes the server will not keep; why stands beside each hash. */
export type RefusedFrame = {
  type: 'refused'
  documentId: string
  changes: { hash: string; reason: string }[]
}
export type AccessFrame = { type: 'access'; documentId: string; may: 'none' | 'read' | 'write' }
/** Another device of this person has made this document: whoever missed it asks again. */
export type MadeFrame = { type: 'made'; documentId: string }
export type ErrorFrame = { type: 'error'; message: string }

export type ServerFrame =
  | PeerFrame
  | DocumentFrame
  | RefusedFrame
  | AccessFrame
  | MadeFrame
  | ErrorFrame
  | BeatFrame
  | FactsFrame
  | LaneRefusedFrame
  | StandingFrame
  | TicketFrame
export type DeviceFrame = JoinFrame | DocumentFrame | HeadsFrame | FollowFrame | UnfollowFrame

const KNOWN = {
  peer: (f) =>
    typeof f.senderId === 'string' && (f.now === undefined || Number.isSafeInteger(f.now)),
  sync: (f) => isDocument(f) && f.data instanceof Uint8Array,
  request: (f) => isDocument(f) && f.data instanceof Uint8Array,
  'doc-unavailable': (f) => isDocument(f),
  ephemeral: (f) => isDocument(f) && f.data instanceof Uint8Array,
  refused: (f) => typeof f.documentId === 'string' && Array.isArray(f.changes),
  access: (f) => typeof f.documentId === 'string' && ROLES.includes(f.may),
  made: (f) => typeof f.documentId === 'string',
  error: (f) => typeof f.message === 'string',
  beat: (f) => Number.isSafeInteger(f.now),
  facts: (f) =>
    typeof f.lane === 'string' &&
    Number.isSafeInteger(f.from) &&
    Number.isSafeInteger(f.through) &&
    Number.isSafeInteger(f.head) &&
    Array.isArray(f.facts),
  ticket: (f) => typeof f.ticket === 'string' && Number.isSafeInteger(f.forMs),
  standing: (f) => Array.isArray(f.same) && Array.isArray(f.differ),
  'lane-refused': (f) => typeof f.lane === 'string',
} satisfies Record<ServerFrame['type'], (frame: Record<string, unknown>) => boolean>

const ROLES: unknown[] = ['none', 'read', 'write'] satisfies AccessFrame['may'][]

const isDocument = (frame: Record<string, unknown>) =>
  typeof frame.documentId === 'string' && typeof frame.senderId === 'string'

/** The frame in these bytes, or undefined: not CBOR, of a type this version does not know, or without its fields. */
export function readFrame(bytes: Uint8Array): ServerFrame | undefined {
  try {
    const frame = decode(bytes) as Record<string, unknown> | null
    if (typeof frame !== 'object' || frame === null) return undefined
    if (!Object.hasOwn(KNOWN, String(frame.type))) return undefined
    return KNOWN[frame.type as keyof typeof KNOWN](frame) ? (frame as ServerFrame) : undefined
  } catch {
    return undefined
  }
}

/** CBOR as automerge-repo writes it, in an array of its own. */
export const writeFrame = (frame: DeviceFrame): Uint8Array => new Uint8Array(encode(frame))
