import type { Env } from '../model/env.ts'
import type { FoundIntent } from '../model/pending.ts'
import type { Access } from './access.ts'
import type { Flusher } from './flusher.ts'
import type { Limits } from './limits.ts'
import type { Observe } from './observe.ts'
import type { ShardHandle } from './shard-handle.ts'
import type { HostStore } from './storage/host-store.ts'
import type { Peer } from './subscriber.ts'

/** What every document of a host works with. */
export type HostContext = {
  env: Env
  limits: Limits
  store: HostStore
  flusher: Flusher
  access: Access
  observe: Observe
  shardFor(document: string): ShardHandle
  /** After COMMIT: the authority is to look. */
  asked(found: readonly FoundIntent[]): void
  /** After COMMIT: other nodes are to look; also, the other devices of whoever has made the document. */
  announce(document: string, version: number, maker: Peer | undefined): void
  /** May this person make another document now? */
  mayFound(person: string): boolean
  /** Loading or serving this document cost a shard, with no change to blame. */
  strikeDocument(document: string): void
  /** A change of this person cost a shard. */
  strikePerson(person: string): void
  /** Caught costing shards: it reads only. */
  isStruck(person: string): boolean
}
