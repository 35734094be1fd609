import { type Answer, answerOf } from '../model/answer.ts'
import { assert } from '../model/assert.ts'
import { canonical } from '../model/canonical.ts'
import type { Conflict } from '../model/conflict.ts'
import type { Fact } from '../model/fact.ts'
import type { Rulebook } from '../model/rulebook.ts'
import { auditChain, auditEntry } from './audit.ts'
import { conflictRow, reusedConflict, reviewConflict } from './conflict-row.ts'
import type { Decided, DecidedBatch } from './decide-batch.ts'
import type { ConflictRow, LaneHold, OutcomeRow, Written, WrittenFact } from './store.ts'

/**
 * What a decided batch changes: rows, facts in their lanes, one outcome and one audit row for each question. All but
 * the rows is put together when it is first looked at, while the store is at work on the rows already.
 */
export function writtenBatch(batch: DecidedBatch, hold: LaneHold, rulebook: Rulebook): Written {
  let made: Records | undefined
  const records = () => {
    made ??= recordsOf(batch, hold, rulebook)
    return made
  }
  return {
    at: hold.at,
    rows: batch.rows.changed(),
    get facts() {
      return records().facts
    },
    get outcomes() {
      return records().outcomes
    },
    get conflicts() {
      return records().conflicts
    },
    get closes() {
      return records().closes
    },
    get audit() {
      return records().audit
    },
    done: [...hold.answered.keys(), ...batch.decided.map(({ waiting }) => waiting.id)],
    drained: hold.reused.map(({ intent, payloadHash }) => ({ intent, payloadHash })),
  }
}

type Records = Pick<Written, 'facts' | 'outcomes' | 'conflicts' | 'closes' | 'audit'>

function recordsOf(batch: DecidedBatch, hold: LaneHold, rulebook: Rulebook): Records {
  const lanes = laneWriter(hold.lane, rulebook)
  const audit = auditChain(hold.lane, { seq: hold.auditSeq, hash: hold.auditHash })
  const outcomes: OutcomeRow[] = []
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

  for (const decided of batch.decided) {
    const { waiting, decision } = decided
    const said = answer(decided)
    const outcome = outcomeOf(decided, { lane: hold.lane, said })
    outcomes.push(outcome)
    const facts = decision.verdict === 'accepted' ? decision.facts : []
    const texts = facts.map((fact) => written(fact, waiting.id))
    audit.add(auditEntry(decided, texts, { at: hold.at, code: rulebook.version }))
    facts.forEach((fact, at) => {
      lanes.append(fact, texts[at] as WrittenFact)
    })
    if (decision.verdict === 'review') open(reviewConflict(decided, decision), outcome)
    else for (const conflict of decision.conflicts ?? []) open(conflict, outcome)
    if (decided.answers !== undefined)
      closes.push({ review: decided.answers, author: waiting.author, by: waiting.id })
    const told = rulebook.answered(said, waiting.author)
    // Nearly always the very answer that the outcome keeps, whose text is made already.
    const text = (told?.value as unknown) === said ? outcome.answer : undefined
    if (told) lanes.append(told, written(told, waiting.id, text))
  }

  const again = askedAgain(hold)
  for (const { intent, answeredHash, ...second } of again) {
    const first = { payloadHash: answeredHash }
    open(reusedConflict(intent, first, second), { intent, lane: hold.lane, ...second })
    audit.add({ what: 'id-reused', at: hold.at, intent, first, second })
  }

  return { facts: lanes.written(), outcomes, conflicts, closes, audit: audit.rows }
}

/** Ids that were answered and came again with another text, by either door. */
function askedAgain(hold: LaneHold) {
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
        assert(
          lane === home || rulebook.mayAppend(home, lane),
          `a batch of ${home} would append ${key} to ${lane}`,
        )
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
