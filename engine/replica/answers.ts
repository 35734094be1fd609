import type { Json } from '../model/canonical.ts'
import type { Params, Reason, Verdict } from '../model/decision.ts'
import type { FactItem } from '../model/follow.ts'
import { type Item, laterStep, type Step } from './items.ts'

/** The fact that answers an intent, on its author's lane, and what it holds. */
export const ANSWERED = 'intent.answered'
type Answer = {
  intent: string
  kind: string
  verdict: Verdict
  document?: string
  reason?: Reason
  problems?: Reason[]
  by?: string
  offer?: Json
  result?: Params
  answers?: string
}

/** The items that facts of the person's own lane change. Only facts come here: an outcome forged in a document does not. */
export function answeredItems(
  facts: readonly FactItem[],
  known: (id: string) => Item | undefined,
): Item[] {
  const changed = new Map<string, Item>()
  const item = (id: string) => changed.get(id) ?? known(id)
  for (const fact of facts) {
    if (fact.kind !== ANSWERED) continue
    const answer = fact.value as unknown as Answer
    const before = item(answer.intent)
    const after = before ? stepped(before, stepOf(answer, fact)) : unknownItem(answer, fact)
    if (after !== before) changed.set(after.id, after)
  }
  return [...changed.values()]
}

/** The same item, a step further, and not aside, since the server has it; the same object if that is no news. */
export function stepped(item: Item, heard: Step): Item {
  if (laterStep(item, heard) === item) return item
  const { id, kind, document, askedAt, until, answers, answeredBy, body } = item
  return {
    id,
    kind,
    document,
    askedAt,
    ...(until !== undefined && { until }),
    ...(answers !== undefined && { answers }),
    ...(answeredBy !== undefined && { answeredBy }),
    ...(body !== undefined && { body }),
    ...stepAlone(heard),
  }
}

/** Only the step of what may be a whole item. */
function stepAlone(heard: Step): Step {
  switch (heard.step) {
    case 'saved':
      return { step: heard.step, at: heard.at }
    case 'sent':
      return { step: heard.step, at: heard.at, to: heard.to }
    case 'accepted':
      return { step: heard.step, result: heard.result, at: heard.at }
    case 'refused':
      return { step: heard.step, reason: heard.reason, at: heard.at }
    case 'review': {
      const { step, by, problems, at } = heard
      const offer = heard.offer
      return offer === undefined ? { step, by, problems, at } : { step, by, problems, offer, at }
    }
  }
}

/** What two sources know of one item: the later step, and everything else that either knows. */
export function mergedItem(known: Item | undefined, heard: Item): Item {
  if (!known) return heard
  const { answeredBy = known.answeredBy } = heard
  const document = heard.document || known.document
  const setAside = known.step === 'saved' ? (heard.setAside ?? known.setAside) : undefined
  return stepped(
    {
      ...known,
      document,
      ...(answeredBy !== undefined && { answeredBy }),
      ...(setAside !== undefined && { setAside }),
    },
    heard,
  )
}

function stepOf(answer: Answer, { at }: FactItem): Step {
  switch (answer.verdict) {
    case 'accepted':
      return { step: 'accepted', result: answer.result ?? {}, at }
    case 'refused':
      return { step: 'refused', reason: answer.reason ?? { code: 'unknown', params: {} }, at }
    case 'review': {
      const step = { step: 'review', by: answer.by ?? '', problems: answer.problems ?? [], at }
      return (answer.offer === undefined ? step : { ...step, offer: answer.offer }) as Step
    }
  }
}

/** Asked on another device of this person; only its answer is known here. */
const unknownItem = (answer: Answer, fact: FactItem): Item => ({
  id: answer.intent,
  kind: answer.kind,
  document: answer.document ?? '',
  askedAt: fact.at,
  ...(answer.answers !== undefined && { answers: answer.answers }),
  ...stepOf(answer, fact),
})
