import { type Answer, answerOf } from '../model/answer.ts'
import { canonical } from '../model/canonical.ts'
import type { Conflict } from '../model/conflict.ts'
import type { Instant } from '../model/env.ts'
import type { Fact } from '../model/fact.ts'
import type { Rulebook } from '../model/rulebook.ts'
import { auditChain, auditEntry } from './audit.ts'
import { conflictRow, reusedConflict, reviewConflict } from './conflict-row.ts'
import type { Decided, OpenBatch } from './open-batch.ts'
import type {
  AuditRow,
  ConflictRow,
  LaneHold,
  OutcomeRow,
  ReusedIntent,
  Written,
  WrittenFact,
  WrittenPart,
  WrittenRest,
} from './store.ts'

/** So many are decided, or chained, while the store is at work on those before them. */
const PART = 64

/** What a batch changes: rows, facts in their lanes, one outcome and one audit row for each question. */
export function writtenBatch(batch: OpenBatch, hold: LaneHold, rulebook: Rulebook): Written {
  const { record, openAgain, records } = recorder(hold, rulebook)
  const recorded: Recorded[] = []
  const parts = remembered((): WrittenPart | undefined => {
    const some = batch.next(PART).map(record)
    recorded.push(...some)
    const outcomes = some.map(({ outcome }) => outcome)
    return some.length > 0 ? { rows: batch.changed(), outcomes } : undefined
  })
  let whole: WrittenRest | undefined
  const rest = (): WrittenRest => {
    if (whole) return whole
    for (const _ of parts);
    const done = [...hold.answered.keys(), ...batch.decided.map(({ waiting }) => waiting.id)]
    const drained = hold.reused.map(({ intent, payloadHash }) => ({ intent, payloadHash }))
    for (const one of again) openAgain(one)
    whole = { ...records(), done, drained }
    return whole
  }
  const again = askedAgain(hold)
  const link = auditChain(hold.lane, { seq: hold.auditSeq, hash: hold.auditHash })
  const moment = { at: hold.at, code: rulebook.version }
  let chained = 0
  const links = remembered((): AuditRow[] | undefined => {
    rest()
    const some = recorded
      .slice(chained, chained + PART)
      .map(({ decided, facts }) => link(auditEntry(decided, facts, moment)))
    chained += some.length
    if (some.length > 0) return some
    const late = again.splice(0).map((one) => link(reusedEntry(one, hold.at)))
    return late.length > 0 ? late : undefined
  })
  return { at: hold.at, parts, rest, links }
}

/**
 * Each is made when it is first asked for, after those before it, and kept. Written out: every generator function that is
 * made makes a shape for what it yields from, and that holds the batch until the next full collection.
 */
function remembered<T>(make: () => T | undefined): Iterable<T> {
  const made: T[] = []
  const take = (at: number): IteratorResult<T, undefined> => {
    const value = at < made.length ? made[at] : make()
    if (value === undefined) return { done: true, value: undefined }
    made[at] = value
    return { done: false, value }
  }
  return {
    [Symbol.iterator]() {
      let at = 0
      return { next: () => take(at++) }
    },
  }
}

type Recorded = { decided: Decided; outcome: OutcomeRow; facts: WrittenFact[] }

/** Turns decisions into records, one after the other: each has its place in the lanes. */
function recorder(hold: LaneHold, rulebook: Rulebook) {
  const lanes = laneWriter(hold.lane, rulebook)
  const conflicts: ConflictRow[] = []
  const closes: { review: string; author: string; by: string }[] = []

  const open = (conflict: Conflict, opener: Parameters<typeof conflictRow>[1]) => {
    const row = conflictRow(conflict, opener)
    conflicts.push(row)
    const { id, rule, key, lane, intent, author, reviewer, state, moneyAtRiskPaise } = row
    const about = { id, rule, key, lane, intent, author, reviewer, state, moneyAtRiskPaise }
    const noted = rulebook.conflictNoted(about)
    if (noted) lanes.append(noted, written(noted, opener.intent))
  }

  return {
    /** Takes the next answer into the lanes. */
    record(decided: Decided): Recorded {
      const { waiting, decision } = decided
      const said = answer(decided)
      const outcome = outcomeOf(decided, { lane: hold.lane, said })
      const facts = decision.verdict === 'accepted' ? decision.facts : []
      const texts = facts.map((fact) => {
        const text = written(fact, waiting.id)
        lanes.append(fact, text)
        return text
      })
      if (decision.verdict === 'review') open(reviewConflict(decided, decision), outcome)
      else for (const conflict of decision.conflicts ?? []) open(conflict, outcome)
      if (decided.answers !== undefined)
        closes.push({ review: decided.answers, author: waiting.author, by: waiting.id })
      const told = rulebook.answered(said, waiting.author)
      // Nearly always the very answer that the outcome keeps, whose text is made already.
      const text = (told?.value as unknown) === said ? outcome.answer : undefined
      if (told) lanes.append(told, written(told, waiting.id, text))
      return { decided, outcome, facts: texts }
    },

    openAgain({ intent, answeredHash, ...second }: ReusedIntent) {
      const first = { payloadHash: answeredHash }
      open(reusedConflict(intent, first, second), { intent, lane: hold.lane, ...second })
    },

    records: () => ({ facts: lanes.written(), conflicts, closes }),
  }
}

const reusedEntry = ({ intent, answeredHash, ...second }: ReusedIntent, at: Instant) => ({
  ...{ what: 'id-reused', at, intent },
  ...{ first: { payloadHash: answeredHash }, second },
})

/** Ids that were answered and came again with another text, by either door. */
function askedAgain(hold: LaneHold): ReusedIntent[] {
  const late = hold.batch.flatMap(({ id: intent, payloadHash, author, device, document }) => {
    const answeredHash = hold.answered.get(intent)
    return answeredHash === undefined || answeredHash === payloadHash
      ? []
      : [{ intent, payloadHash, author, device, document, answeredHash }]
  })
  return [...hold.reused, ...late]
}

const answer = ({ waiting, kind, decision, answers }: Decided) =>
  answerOf(decision, {
    intent: waiting.id,
    kind,
    document: waiting.document,
    ...(answers === undefined ? {} : { answers }),
  })

function outcomeOf(decided: Decided, { lane, said }: { lane: string; said: Answer }): OutcomeRow {
  const { waiting, kind, decision } = decided
  const { id: intent, author, device, document, text, payloadHash } = waiting
  const asked = { intent, lane, kind, author, device, document, text, payloadHash }
  const { verdict } = decision
  const outcome: OutcomeRow = { verdict, answer: canonical(said), ...asked }
  if (decision.verdict === 'refused') outcome.reason = decision.reason.code
  if (decision.verdict === 'review') outcome.reason = decision.problems[0]?.code ?? 'review'
  return outcome
}

const written = (
  { key, kind, value }: Fact,
  intent: string,
  text = canonical(value),
): WrittenFact => ({ key, kind, value: text, intent })

/** Facts by lane. Within a batch only the last value of a key is appended, at the place of its last change. */
function laneWriter(home: string, rulebook: Rulebook) {
  const lanes = new Map<string, Map<string, WrittenFact>>([[home, new Map()]])
  return {
    append({ key, lanes: names }: Fact, fact: WrittenFact) {
      for (const lane of names) {
        if (lane !== home && !rulebook.mayAppend(home, lane))
          throw new Error(`a batch of ${home} would append ${key} to ${lane}`)
        const facts = lanes.get(lane)
        if (!facts) lanes.set(lane, new Map([[key, fact]]))
        else {
          facts.delete(key)
          facts.set(key, fact)
        }
      }
    },
    /** The home lane first, then followers bytewise: everybody locks lanes in this order, so nobody waits in a ring. */
    written() {
      const followers = [...lanes.keys()].filter((lane) => lane !== home).sort(bytewise)
      return [home, ...followers]
        .map((lane) => ({ lane, facts: [...(lanes.get(lane)?.values() ?? [])] }))
        .filter(({ facts }) => facts.length > 0)
    },
  }
}

/** Lane names are ASCII, for which code units are bytes. */
const bytewise = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
