import type { LawCheck } from './check.ts'
import { inTime } from './lane-order.ts'
import { ANSWER_MS } from './one-outcome.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I17, I20: after the world has healed, everything saved on a device was answered or taken back, in time, and nothing
 * waits. What was never asked is never answered; what was asked but never shown as saved may be either.
 */
export const progressAfterHeal: LawCheck = ({ history, rows }) => {
  const answered = new Set(rows.outcomes.map((row) => row.intent))
  const asked = new Map<string, { p: string; saved: boolean; closed: boolean; at: bigint }>()
  const opened = new Map<string, string>()
  const told = new Map<string, bigint>()
  let healed: bigint | undefined
  let over = false
  const broken: Violation[] = []
  for (const event of inTime(history)) {
    const at = BigInt(event.at)
    if (event.f === 'heal') healed = at
    if (event.f === 'final') {
      over = true
      if (event.waiting > 0) {
        broken.push(violation('I17', 'still-waiting', `${event.p} has ${event.waiting} unsent`))
      }
    }
    if (event.f === 'told' && !told.has(event.intent)) told.set(event.intent, at)
    // Who lost the right to write a document while away keeps the question, but nobody is asked it.
    const isVoid = event.f === 'set-aside' && event.why === 'no-access'
    if (event.f === 'taken-back' || isVoid) asked.delete(event.intent)
    if (event.f !== 'ask') continue
    if (event.type === 'invoke') {
      asked.set(event.intent, { p: event.p, saved: false, closed: false, at })
      opened.set(`${event.p} ${event.n}`, event.intent)
      continue
    }
    const ask = asked.get(opened.get(`${event.p} ${event.of}`) ?? '')
    if (ask) Object.assign(ask, { saved: event.type === 'ok', closed: event.type === 'fail' })
  }
  for (const [intent, { p, saved, closed, at }] of asked) {
    if (closed && answered.has(intent)) {
      broken.push(violation('I20', 'answered-though-failed', `${intent} of ${p}`))
    }
    if (!saved || !over) continue
    if (!answered.has(intent)) {
      broken.push(violation('I20', 'saved-but-never-answered', `${intent} of ${p}`))
    } else if (healed !== undefined) {
      const since = at > healed ? at : healed
      const heard = told.get(intent)
      if (heard === undefined || heard - since > BigInt(ANSWER_MS) * 1_000_000n) {
        broken.push(violation('I17', 'answer-not-told', `${intent} of ${p}`))
      }
    }
  }
  return broken
}
