import type { Env } from '../model/env.ts'
import type { FoundIntent } from '../model/pending.ts'
import type { Access } from './access.ts'
import type { Flusher } from './flusher.ts'
import type { Limits } from './limits.ts'
import type { Observe } from './observe.ts'
import type { ShardHandle } from './shard-handle.ts'
import type { HostStore } from './storage/host-store.ts'

/** What every document of a host works with. */
export type HostContext = {
  env: Env
  limits: Limits
  store: HostStore
  flusher: Flusher
  access: Access
  observe: Observe
  shardFor(document: string): ShardHandle
  /** After COMMIT: other nodes and the authority are to look. */
  announce(document: string, version: number, found: readonly FoundIntent[]): void
  /** May this person make another document now? */
  mayFound(person: string): boolean
  /** Loading or serving this document cost a shard, with no change to blame. */
  strikeDocument(document: string): void
  /** A change of this person cost a shard. */
  strikePerson(person: string): void
  /** Caught costing shards: it reads only. */
  isStruck(person: string): boolean
}
