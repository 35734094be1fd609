import type { Answer } from '../../engine/model/answer.ts'
import { canonical } from '../../engine/model/canonical.ts'
import type { LawCheck } from './check.ts'
import type { OutcomeRow } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/** How long an answer may take, in milliseconds of the database's clock. */
export const ANSWER_MS = 30_000

/** I3: an intent has one outcome, nobody waits for ever, and whoever is told hears the same bytes. */
export const oneOutcomeEach: LawCheck = ({ history, rows }) => {
  const broken: Violation[] = []
  const outcomes = new Map<string, OutcomeRow>()
  for (const row of rows.outcomes) {
    if (outcomes.has(row.intent)) broken.push(violation('I3', 'two-outcomes', row.intent))
    outcomes.set(row.intent, row)
  }
  const over = history.some((event) => event.f === 'final')
  for (const { intent, receivedAt } of rows.pending) {
    if (outcomes.has(intent)) continue
    if (over) broken.push(violation('I3', 'never-answered', intent))
    else if (rows.at - receivedAt > ANSWER_MS) {
      broken.push(violation('I3', 'waits-long', `${intent} for ${rows.at - receivedAt} ms`))
    }
  }
  return [...broken, ...answersAgree({ history, rows, documents: [] })]
}

/** The answer is one fact per author; every reader of it, and every time, saw its canonical text. */
const answersAgree: LawCheck = ({ history, rows }) => {
  const broken: Violation[] = []
  const answers = new Map<string, string>()
  for (const { kind, key, value } of rows.facts) {
    if (kind !== 'intent.answered') continue
    if (answers.has(key)) broken.push(violation('I3', 'answered-twice', key))
    answers.set(key, canonical(value))
  }
  for (const { intent, verdict, reason, answer: said, author } of rows.outcomes) {
    const told = reasonOf(said as Answer | undefined)
    if (told !== (reason ?? undefined)) {
      broken.push(violation('I3', 'reason-differs', `${intent} for ${reason}, told ${told}`))
    }
    // The system reads outcomes, and follows no lane.
    if (author.startsWith('system:')) continue
    const answer = answers.get(`intent/${intent}`)
    if (!answer) broken.push(violation('I3', 'outcome-untold', intent))
    else if ((JSON.parse(answer) as { verdict: string }).verdict !== verdict) {
      broken.push(violation('I3', 'outcome-differs', `${intent} is ${verdict}, told ${answer}`))
    }
  }
  for (const event of history) {
    if (event.f !== 'told' || event.type !== 'ok') continue
    const answer = answers.get(`intent/${event.intent}`)
    if (event.outcome === answer) continue
    broken.push(
      violation('I3', 'told-otherwise', `${event.p} heard ${event.outcome}, stored ${answer}`),
    )
  }
  return broken
}

/** The word for a no or a review that an outcome carries beside its answer. */
const reasonOf = (answer: Answer | undefined): string | undefined =>
  answer?.verdict === 'review' ? (answer.problems?.[0]?.code ?? 'review') : answer?.reason?.code
