import { conflictId } from '../../engine/authority/conflict-row.ts'
import { hashText } from '../../engine/model/bytes.ts'
import { canonical, parseCanonical } from '../../engine/model/canonical.ts'
import type { LawCheck } from './check.ts'
import { grouped } from './group.ts'
import type { AuditRow, OutcomeRow, Rows } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I11: every outcome has one audit row, and each chain is whole: hash = SHA-256(hash before ‖ row), up to the head that
 * the lane remembers. A row changed, dropped, swapped or added shows.
 */
export const auditIsWhole: LawCheck = ({ rows }) => [
  ...[...grouped(rows.audit, (row) => row.chain)].flatMap(([name, links]) => [
    ...chainHolds(name, links),
    ...headIsKept(rows, name, links),
  ]),
  ...unbegunChains(rows),
  ...conflictsAreAudited(rows),
  ...everyOutcomeIsAudited(rows),
]

/** Verifies one chain by itself; what `npm run audit` and the checker share. */
export function chainHolds(name: string, links: readonly AuditRow[]): Violation[] {
  const broken: Violation[] = []
  let before = ''
  let seq = 0
  for (const link of [...links].sort((a, b) => a.seq - b.seq)) {
    seq += 1
    if (link.seq !== seq) {
      broken.push(violation('I11', 'link-missing', `${name} ${seq}, next is ${link.seq}`))
      seq = link.seq
    }
    if (hashText(before + link.row) !== link.hash) {
      broken.push(violation('I11', 'link-broken', `${name} ${link.seq}`))
    }
    if (!agrees(link)) broken.push(violation('I11', 'row-not-its-columns', `${name} ${link.seq}`))
    before = link.hash
  }
  return broken
}

/** The columns beside `row` only repeat it. */
function agrees({ row, chain, seq, what, intent }: AuditRow): boolean {
  const said = parseCanonical(row) as Partial<AuditRow> | undefined
  return (
    said !== undefined &&
    said.chain === chain &&
    said.seq === seq &&
    said.what === what &&
    said.intent === intent
  )
}

function headIsKept(rows: Rows, name: string, links: readonly AuditRow[]): Violation[] {
  const lane = rows.lanes.find((row) => row.name === name)
  const last = links.reduce((a, b) => (a.seq > b.seq ? a : b))
  if (lane && lane.auditSeq === last.seq && lane.auditHash === last.hash) return []
  const saw = `${name}: chain ends at ${last.seq}, the lane says ${lane?.auditSeq}`
  return [violation('I11', 'head-differs', saw)]
}

function unbegunChains({ lanes, audit }: Rows): Violation[] {
  const begun = new Set(audit.map((row) => row.chain))
  return lanes.flatMap(({ name, auditSeq, auditHash }) =>
    begun.has(name) || (auditSeq === 0 && auditHash === '')
      ? []
      : [violation('I11', 'chain-missing', name)],
  )
}

/** What an audited decision opened is there, and nothing else is; a conflict is named after what it says. */
function conflictsAreAudited({ audit, conflicts }: Rows): Violation[] {
  /** By rule and key: who opened it, and in which lane. */
  const opened = new Map<string, Set<string>>()
  const note = (name: string, { chain, intent }: AuditRow) =>
    opened.set(name, (opened.get(name) ?? new Set()).add(`${chain} ${intent}`))
  for (const link of audit) {
    if (link.what === 'id-reused') note(`id-reused intent/${link.intent}`, link)
    const said = parseCanonical(link.row) as { verdict?: string; conflicts?: Named[] } | undefined
    if (said?.verdict === 'review') note(`review intent/${link.intent}`, link)
    for (const { rule, key } of said?.conflicts ?? []) note(`${rule} ${key}`, link)
  }
  const kept = new Set(conflicts.map(({ rule, key }) => `${rule} ${key}`))
  const ids = new Set<string>()
  return [
    ...[...opened.keys()].flatMap((name) =>
      kept.has(name) ? [] : [violation('I11', 'conflict-missing', name)],
    ),
    ...conflicts.flatMap(({ id, rule, key, lane, intent, a, b, state }) => {
      const isOpened = opened.get(`${rule} ${key}`)?.has(`${lane} ${intent}`)
      const isNamed = conflictId({ rule, key, a: canonical(a), b: canonical(b) }) === id
      const isNew = !ids.has(id)
      ids.add(id)
      if (isOpened && isNamed && isNew && STATES.includes(state)) return []
      return [violation('I11', 'conflict-unaudited', `${id} ${rule} ${key}`)]
    }),
  ]
}

type Named = { rule: string; key: string }
const STATES = ['info', 'open', 'resolved']

/** Who asked what, and what was said. */
function saysTheSame({ chain, row }: AuditRow, outcome: OutcomeRow): boolean {
  const said = parseCanonical(row) as { [name: string]: unknown }
  const { lane, text, payloadHash } = outcome
  const fields = ['kind', 'author', 'device', 'document', 'payloadHash', 'verdict', 'at'] as const
  return (
    lane === chain &&
    hashText(text) === payloadHash &&
    fields.every((field) => said[field] === outcome[field])
  )
}

function everyOutcomeIsAudited(rows: Rows): Violation[] {
  const audited = new Map<string, number>()
  const links = new Map<string, AuditRow>()
  for (const link of rows.audit) {
    const { what, intent } = link
    if (what !== 'decided' || !intent) continue
    audited.set(intent, (audited.get(intent) ?? 0) + 1)
    links.set(intent, link)
  }
  const broken = rows.outcomes.flatMap((outcome) => {
    const { intent } = outcome
    const times = audited.get(intent) ?? 0
    audited.delete(intent)
    if (times !== 1) return [violation('I11', 'outcome-audited', `${intent}: ${times} times`)]
    const link = links.get(intent)
    return link && saysTheSame(link, outcome)
      ? []
      : [violation('I11', 'outcome-differs-from-audit', intent)]
  })
  for (const intent of audited.keys()) {
    broken.push(violation('I11', 'audited-without-outcome', intent))
  }
  return broken
}
