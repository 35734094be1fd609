import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'

const DOCUMENT_STRIKES = 2
const PERSON_STRIKES = 3

/** What costs shards: a document that does so twice is put away, a person whose changes do so three times reads only. */
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
    document: (id: string): boolean =>
      mark(`document ${id}`, limits.documentStrikeMs) >= DOCUMENT_STRIKES,
    person: (person: string): void => {
      mark(`person ${person}`, limits.personStrikeMs)
    },
    isStruck: (person: string): boolean =>
      recent(`person ${person}`, limits.personStrikeMs).length >= PERSON_STRIKES,
  }
}
