import type { RowRefusal } from './read-row.ts'

/** What became of a line of the catalogue, where there is something to tell. */
export type LineNote =
  | { line: number; what: 'rejected'; reason: RowRefusal }
  | { line: number; what: 'repeat' | 'repeat-other-price' | 'pack'; sku: string; of: number }
  | { line: number; what: 'refused'; sku: string; reason: string }

/** What an import did with every row. rows = added + changed + unchanged + repeats + rejected + refused. */
export type ImportReport = {
  store: string
  file: string
  dryRun: boolean
  rows: number
  added: number
  changed: number
  unchanged: number
  /** Said before by an earlier line at the same MRP; nothing was imported for them. */
  repeats: number
  /** Among the added, changed and unchanged: other packs of an earlier line, with a numbered SKU. */
  packs: number
  /** Could not be read, by reason. */
  rejected: Partial<Record<RowRefusal, number>>
  /** Read, but the store's rules said no, by reason. */
  refused: Record<string, number>
  notes: LineNote[]
  secondsTotal: number
}

/** Lines listed on the screen; the JSON file has all. */
const LISTED = 20

export function reportText(report: ImportReport): string {
  const rejected = sum(Object.values(report.rejected))
  const refused = sum(Object.values(report.refused))
  const line = (label: string, count: number, why = '') =>
    `  ${label.padEnd(12)}${String(count).padStart(8)}${why && `   ${why}`}`
  const lines = [
    `${report.file} → ${report.store}${report.dryRun ? ' (dry run: nothing was written)' : ''}`,
    line('rows', report.rows),
    line('added', report.added),
    line('changed', report.changed),
    line('unchanged', report.unchanged),
    line(
      'repeats',
      report.repeats,
      'same name, brand, kind and MRP as an earlier line, which stands',
    ),
    line('rejected', rejected, rejected > 0 ? counts(report.rejected) : ''),
    line('refused', refused, refused > 0 ? counts(report.refused) : ''),
    `  ${report.packs} are other packs of an earlier line (same name, brand and kind, another MRP): -2, -3 …`,
    `  ${report.secondsTotal.toFixed(1)} s`,
  ]
  const notes = [...report.notes].sort((a, b) => rank(a) - rank(b) || a.line - b.line)
  for (const note of notes.slice(0, LISTED)) lines.push(`  line ${note.line}: ${told(note)}`)
  const more = notes.length - LISTED
  if (more > 0) lines.push(`  and ${more} more; --json FILE lists all.`)
  return `${lines.join('\n')}\n`
}

const order: LineNote['what'][] = ['rejected', 'refused', 'repeat-other-price', 'pack', 'repeat']
const rank = (note: LineNote) => order.indexOf(note.what)

function told(note: LineNote): string {
  switch (note.what) {
    case 'rejected':
      return `rejected, ${note.reason}`
    case 'refused':
      return `refused, ${note.reason} (${note.sku})`
    case 'pack':
      return `another pack of line ${note.of}: ${note.sku}`
    case 'repeat':
      return `repeats line ${note.of}`
    case 'repeat-other-price':
      return `repeats line ${note.of} at another price; the earlier one stands`
  }
}

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
const counts = (by: Record<string, number>) =>
  Object.entries(by)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ')
