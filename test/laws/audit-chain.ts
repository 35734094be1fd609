import { hashText } from '../../engine/model/bytes.ts'
import { parseCanonical } from '../../engine/model/canonical.ts'
import type { LawCheck } from './check.ts'
import { grouped } from './group.ts'
import type { AuditRow, Rows } from './rows.ts'
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
  ...rows.lanes.flatMap(({ name, auditSeq }) =>
    auditSeq > 0 && !rows.audit.some((row) => row.chain === name)
      ? [violation('I11', 'chain-missing', name)]
      : [],
  ),
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

function everyOutcomeIsAudited(rows: Rows): Violation[] {
  const audited = new Map<string, number>()
  for (const { what, intent } of rows.audit) {
    if (what === 'decided' && intent) audited.set(intent, (audited.get(intent) ?? 0) + 1)
  }
  const broken = rows.outcomes.flatMap(({ intent }) => {
    const times = audited.get(intent) ?? 0
    audited.delete(intent)
    return times === 1 ? [] : [violation('I11', 'outcome-audited', `${intent}: ${times} times`)]
  })
  for (const intent of audited.keys()) {
    broken.push(violation('I11', 'audited-without-outcome', intent))
  }
  return broken
}
