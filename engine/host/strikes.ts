import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'

const DOCUMENT_STRIKES = 2
const PERSON_STRIKES = 3

/** Who costs shards: a document that does so twice is put away, a person that does so three times reads only. */
export function newStrikes(env: Pick<Env, 'tick'>, limits: Limits) {
  const struck = new Map<string, number[]>()

  const recent = (key: string, withinMs: number) =>
    (struck.get(key) ?? []).filter((at) => env.tick() - at < withinMs)
  const mark = (key: string, withinMs: number): number => {
    const times = [...recent(key, withinMs), env.tick()]
    struck.set(key, times)
    return times.length
  }

  return {
    /** True when the document is to be put away. */
    add(document: string, people: readonly string[]): boolean {
      for (const person of new Set(people)) mark(`person ${person}`, limits.personStrikeMs)
      return mark(`document ${document}`, limits.documentStrikeMs) >= DOCUMENT_STRIKES
    },
    isStruck: (person: string): boolean =>
      recent(`person ${person}`, limits.personStrikeMs).length >= PERSON_STRIKES,
  }
}
