import type { LawCheck } from './check.ts'
import type { Clock } from './history.ts'
import { inTime } from './lane-order.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I7: a reader sees its own writes, never less than before, and never an edit without what its writer had seen. An
 * edit carries its writer's count within the document; a read, the highest count seen of each writer. A process that was
 * killed may have forgotten what it saw, but not what it had saved.
 */
export const sessionsHold: LawCheck = ({ history }) => {
  const broken: Violation[] = []
  /** `doc writer counter` → what that edit came after. */
  const after = new Map<string, Clock>()
  const seen = new Map<string, Clock>()
  /** Edits that a process had been told are saved: all that a crash must leave it. */
  const saved = new Map<string, Clock>()
  const through = new Map<string, number>()
  const open = new Map<string, { doc: string; counter: number }>()
  for (const event of inTime(history)) {
    if (event.type === 'invoke' && event.f === 'edit' && event.counter !== undefined) {
      after.set(`${event.doc} ${event.p} ${event.counter}`, event.after ?? {})
      open.set(`${event.p} ${event.n}`, { doc: event.doc, counter: event.counter })
    }
    if (event.type === 'ok' && event.f === 'edit') {
      const edit = open.get(`${event.p} ${event.of}`)
      for (const clocks of edit ? [seen, saved] : []) {
        raise(clocks, `${event.p} ${edit?.doc}`, { [event.p]: edit?.counter ?? 0 })
      }
    }
    if (event.f === 'kill') {
      const ofVictim = (key: string) => key.startsWith(`${event.victim} `)
      for (const key of [...seen.keys()].filter(ofVictim)) seen.set(key, { ...saved.get(key) })
      for (const key of [...through.keys()].filter(ofVictim)) through.delete(key)
    }
    if (event.type !== 'ok' || event.f !== 'read') continue
    if ('lane' in event) {
      const known = through.get(`${event.p} ${event.lane}`) ?? 0
      if (event.through < known) {
        const saw = `${event.p} ${event.lane}: ${event.through} after ${known}`
        broken.push(violation('I7', 'read-less', saw))
      }
      through.set(`${event.p} ${event.lane}`, Math.max(known, event.through))
      continue
    }
    const reader = `${event.p} ${event.doc}`
    const less = missing(event.clock, seen.get(reader) ?? {})
    if (less) broken.push(violation('I7', 'read-less', `${reader}: ${less}`))
    for (const [writer, counter] of Object.entries(event.clock)) {
      const lacks = missing(event.clock, after.get(`${event.doc} ${writer} ${counter}`) ?? {})
      if (lacks) {
        broken.push(
          violation('I7', 'effect-before-cause', `${reader} sees ${writer} ${counter}: ${lacks}`),
        )
      }
    }
    raise(seen, reader, event.clock)
  }
  return broken
}

function missing(clock: Clock, needed: Clock): string | undefined {
  for (const [writer, counter] of Object.entries(needed)) {
    if ((clock[writer] ?? 0) < counter) return `${writer} at ${clock[writer] ?? 0}, not ${counter}`
  }
  return undefined
}

function raise(all: Map<string, Clock>, key: string, by: Clock) {
  const clock = all.get(key) ?? {}
  for (const [writer, counter] of Object.entries(by)) {
    clock[writer] = Math.max(clock[writer] ?? 0, counter)
  }
  all.set(key, clock)
}
