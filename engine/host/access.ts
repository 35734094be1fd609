import type { About } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'

export type Role = 'none' | 'read' | 'write'

/** Who is at the other end, as its ticket says. */
export type Who = { person: string; device: string }

export type MayOpen = (
  person: string,
  device: string,
  document: { id: string; sort: string; about: About },
) => Promise<Role>

/** Answers of `may`, kept for `accessMs`; `forget` is for whoever hears that a person's rights changed. */
export type Access = {
  role(who: Who, document: { id: string; sort: string; about: About }): Promise<Role>
  /** Everybody's, without a person. */
  forget(person?: string): void
}

const KEPT = 20_000

export function newAccess(may: MayOpen, env: Pick<Env, 'tick'>, limits: Limits): Access {
  const kept = new Map<string, { role: Role; at: number; person: string }>()
  let forgotten = 0
  return {
    async role({ person, device }, document) {
      const key = `${person}\0${device}\0${document.id}`
      const known = kept.get(key)
      if (known && env.tick() - known.at < limits.accessMs) return known.role
      for (;;) {
        // The clock is read before asking: an answer is as old as its question.
        const at = env.tick()
        const before = forgotten
        const role = await may(person, device, document)
        // What was asked before somebody's rights changed may be about those rights.
        if (before !== forgotten) continue
        kept.delete(key)
        kept.set(key, { role, at, person })
        if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
        return role
      }
    },
    forget(person) {
      forgotten += 1
      for (const [key, one] of kept)
        if (person === undefined || one.person === person) kept.delete(key)
    },
  }
}
