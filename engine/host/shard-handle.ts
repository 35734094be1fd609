import type { DocumentSort } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'
import type { Shard } from './shard.ts'

/** A shard as the host sees it: the same work, answered later. */
export type ShardHandle = {
  [Name in keyof Shard]: (...args: Parameters<Shard[Name]>) => Promise<ReturnType<Shard[Name]>>
} & {
  close(doc: string): Promise<void>
  /** Resolves when little is before it: who asks only then brings along what has come meanwhile. */
  room(): Promise<void>
  /** Bytes it held when it was last weighed. */
  memory(): number
  /** Replaces it at a moment when nothing of it is under way, if there is one soon; its documents are opened again when somebody asks for them. */
  recycle(): void
  end(): Promise<void>
}

/** The shard broke under a request and is gone with all its documents; `guilty` if it was this request. */
export class ShardDied extends Error {
  readonly guilty: boolean
  constructor(guilty: boolean, why: string) {
    super(why)
    this.guilty = guilty
  }
}

export const shardMethods = [
  'open',
  'found',
  'prepare',
  'commit',
  'abort',
  'answer',
  'admit',
  'save',
  'leave',
  'close',
] as const satisfies (keyof Shard)[]

export type ShardOptions = {
  /** Worker threads; 0 runs the work in this thread. */
  shards: number
  sorts: Record<string, DocumentSort>
  /** The module that exports the same `sorts`: functions do not travel to a worker. */
  sortsModule: URL
  env: Env
  limits: Limits
  /** Is something of its documents under way, in it or between two things that it is asked? */
  isBusy(shard: number): boolean
  /** A shard died, or was replaced on purpose; everything it held must be opened again. It already is a new one. */
  onDeath(shard: number, of: { why: string; isPurpose: boolean }): void
}

export function handle(
  call: (name: keyof Shard, args: unknown[]) => Promise<unknown>,
  whole: Pick<ShardHandle, 'room' | 'memory' | 'recycle' | 'end'>,
): ShardHandle {
  const methods = shardMethods.map((name) => [name, (...args: unknown[]) => call(name, args)])
  return { ...Object.fromEntries(methods), ...whole } as ShardHandle
}
