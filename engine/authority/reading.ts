import * as v from 'valibot'
import { type Decision, refuse } from '../model/decision.ts'
import type { Instant } from '../model/env.ts'
import { readIntent } from '../model/intent.ts'
import type { Kind } from '../model/kind.ts'
import type { Rulebook } from '../model/rulebook.ts'
import type { WaitingIntent } from './store.ts'

/** What a text says under some rules, whenever it is read: the name of its kind as far as it can be known, and more. */
export type Reading = { kind: string; answers?: string } & (
  | { rule: Kind; body: unknown; home: string; basis: readonly string[]; until?: Instant }
  | { rule?: undefined; decision: Decision }
)

/** Most texts that are kept read for the next batches; the longest kept goes first. */
const READ_AHEAD = 2_048

/** Reads questions: those of the next batch beforehand, so that they need not be read while a lane is held. */
export type Reader = {
  read(waiting: WaitingIntent): Reading
  ahead(waiting: readonly WaitingIntent[]): void
}

export function openReader(rulebook: Rulebook): Reader {
  const kept = new Map<string, { text: string; reading: Reading }>()
  return {
    read({ id, text }) {
      const known = kept.get(id)
      kept.delete(id)
      return known?.text === text ? known.reading : reading(text, rulebook)
    },
    ahead(waiting) {
      for (const { id, text } of waiting) {
        if (kept.has(id)) continue
        if (kept.size >= READ_AHEAD) kept.delete(kept.keys().next().value as string)
        kept.set(id, { text, reading: reading(text, rulebook) })
      }
    },
  }
}

function reading(text: string, rulebook: Rulebook): Reading {
  const read = readIntent(text)
  if ('malformed' in read) {
    return { kind: 'unreadable', decision: refuse('malformed', { at: read.malformed }) }
  }
  const { kind, basis, until, answers, body } = read.intent
  const known = answers === undefined ? { kind } : { kind, answers }
  const rule = rulebook.kinds.get(kind)
  if (!rule) return { ...known, decision: refuse('unknown-kind', { kind }) }
  const parsed = v.safeParse(rule.shape.body, body)
  if (!parsed.success) {
    const at = `body.${v.getDotPath(parsed.issues[0]) ?? ''}`
    return { ...known, decision: refuse('malformed', { at }) }
  }
  const said = { rule, body: parsed.output, home: rule.lane(parsed.output), basis, ...known }
  return until === undefined ? said : { until, ...said }
}
