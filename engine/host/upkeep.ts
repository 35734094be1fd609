import type { Env } from '../model/env.ts'
import type { Connection } from './connection.ts'
import type { Revocation } from './host.ts'
import type { HostedDocument } from './hosted-document.ts'
import type { Limits } from './limits.ts'
import type { HostStore } from './storage/host-store.ts'

/** What a host does regularly, whether anybody asks for something or not. */
export type Upkeep = {
  /** More waits for the store than it may: sockets are not read. */
  isPaused(): boolean
  /** Resolves when the host has stopped and nothing of this is under way. */
  over: Promise<unknown>
}

/** Documents whose versions are asked for in one question. */
const POLLED = 1_000

export function newUpkeep({
  env,
  limits,
  store,
  stop,
  documents,
  connections,
  residency,
  sweep,
  isOverloaded,
  revocations,
  revoked,
  storeFailed,
}: {
  env: Env
  limits: Limits
  store: HostStore
  stop: AbortSignal
  documents: Map<string, HostedDocument>
  connections: ReadonlySet<Connection>
  residency: { tend(): void }
  sweep(): void
  isOverloaded(): boolean
  revocations?(): Promise<Revocation[]>
  revoked(who: Revocation): void
  storeFailed(error: unknown): void
}): Upkeep {
  let isPaused = false

  async function every(ms: number, act: () => void | Promise<void>): Promise<void> {
    for (;;) {
      await env.wait(ms, stop)
      if (stop.aborted) return
      await act()
    }
  }

  /** The bus is a hint: whoever missed it reads here that a document has moved. */
  async function poll(): Promise<void> {
    const followed = [...documents.values()].filter((one) => one.isFollowed && one.told > 0)
    for (let i = 0; i < followed.length; i += POLLED) {
      const some = followed.slice(i, i + POLLED)
      try {
        const versions = await store.versions(some.map((one) => one.id))
        for (const one of some) {
          const standing = versions.get(one.id)
          if (!standing || standing.isSealed !== one.isSealed) one.reconsider()
          else if (standing.version > one.told) one.lookForNews()
        }
      } catch (error) {
        storeFailed(error)
      }
    }
  }

  async function tend(): Promise<void> {
    for (const connection of connections) connection.tend()
    if (isOverloaded() !== isPaused) {
      isPaused = !isPaused
      for (const connection of connections) isPaused ? connection.pause() : connection.resume()
    }
    residency.tend()
    let tended = 0
    for (const document of documents.values()) {
      document.tend()
      if (document.isIdle) documents.delete(document.id)
      // A node may have tens of thousands; whoever asks for something meanwhile does not wait for all of them.
      if (++tended % limits.tendTogether === 0) await env.wait(0)
      if (stop.aborted) return
    }
  }

  async function readRevocations(): Promise<void> {
    try {
      for (const one of (await revocations?.()) ?? []) revoked(one)
    } catch (error) {
      storeFailed(error)
    }
  }

  /** Old bytes that saves hold; a little at a time, for nobody waits for it. */
  async function forget(): Promise<void> {
    try {
      while ((await store.forgetBytes(env.now() - limits.changeBytesMs)) > 0)
        if (stop.aborted) return
    } catch (error) {
      storeFailed(error)
    }
  }

  /** Even if nobody says that they changed; one document after the other, for there is no hurry. */
  async function readRightsAgain(): Promise<void> {
    for (const document of documents.values()) {
      if (stop.aborted) return
      if (document.isFollowed) await document.reviewAccess(() => true)
    }
    sweep()
  }

  const over = Promise.all([
    every(limits.pollMs, poll),
    every(limits.forgetEveryMs, forget),
    ...(revocations ? [every(limits.revocationsMs, readRevocations)] : []),
    every(limits.tendMs, tend),
    every(limits.beatMs, () => {
      for (const connection of connections) connection.beat()
    }),
    every(limits.accessMs, readRightsAgain),
  ])
  return { isPaused: () => isPaused, over }
}
