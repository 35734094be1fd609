import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Authority } from '../../engine/authority/index.ts'
import { canonical } from '../../engine/model/canonical.ts'
import {
  type PublishStockBody,
  publishStockShape,
  type StockItem,
} from '../../intents/publish-stock/shape.ts'
import { askAndWait } from './ask-and-wait.ts'
import { type CatalogueState, catalogueState, difference } from './catalogue-state.ts'
import { publications } from './publications.ts'
import { readCatalogue } from './read-catalogue.ts'
import type { ImportReport } from './report.ts'
import { systemAsk } from './system-ask.ts'

/** Rows read before they are published together; bounds what is in memory. */
const WINDOW_ROWS = 1_000
/** Lines told of at most; beyond, they are only counted. */
const NOTES = 100_000

type Node = { pool: pg.Pool; wake: Authority['wake'] }
type Row = { line: number; items: StockItem[]; isNew: boolean }

/**
 * Publishes a catalogue as `system:import`, the only difference to what the store already says: run again it changes
 * nothing, killed half-way it goes on where it was. Every row of the file is accounted for in the report.
 */
export async function importCatalogue(
  node: Node,
  {
    store,
    file,
    dryRun,
    onRead,
  }: { store: string; file: string; dryRun: boolean; onRead: (bytes: number) => void },
): Promise<ImportReport> {
  const began = performance.now()
  const state = await catalogueState(node.pool, store)
  const report = emptyReport({ store, file, dryRun })
  let rows: Row[] = []
  const settle = async () => {
    if (dryRun) for (const row of rows) count(report, row)
    else await publish(node, report, rows)
    rows = []
  }
  for await (const { line, bytes, wanted, note } of readCatalogue(file)) {
    report.rows++
    if (note) tell(report, note)
    if (wanted) {
      const items = difference(state, wanted)
      if (items.length === 0) report.unchanged++
      else rows.push({ line, items, isNew: isNew(state, wanted.sku) })
    }
    if (rows.length >= WINDOW_ROWS) await settle()
    onRead(bytes)
  }
  await settle()
  return { ...report, secondsTotal: (performance.now() - began) / 1000 }
}

async function publish(node: Node, report: ImportReport, rows: Row[]): Promise<void> {
  const rowOf = new Map(rows.map((row) => [row.items[0] as StockItem, row]))
  const bodies = publications(
    report.store,
    rows.map((row) => row.items),
  )
  const asks = new Map(bodies.map((body) => [question(body), body]))
  await askAndWait(node, [...asks.keys()], (ask, { verdict, reason, problems }) => {
    const told = rowsOf(asks.get(ask) as PublishStockBody, rowOf)
    if (verdict === 'accepted') for (const row of told) count(report, row)
    else {
      const code = reason?.code ?? problems?.[0]?.code ?? verdict
      for (const row of told) refuse(report, row, code)
    }
  })
}

/** The versions it is based on are part of the body, so the same body is the same change, asked once for ever. */
const question = (body: PublishStockBody) =>
  systemAsk(publishStockShape, {
    author: 'system:import',
    cause: `import/${body.store}/${createHash('sha256').update(canonical(body)).digest('hex')}`,
    body,
  })

const rowsOf = (body: PublishStockBody, rowOf: ReadonlyMap<StockItem, Row>) =>
  body.items.flatMap((item) => rowOf.get(item) ?? [])

const isNew = (state: CatalogueState, sku: string) => !state.has(sku)

function count(report: ImportReport, { isNew }: Row) {
  if (isNew) report.added++
  else report.changed++
}

function refuse(report: ImportReport, { line, items }: Row, reason: string) {
  report.refused[reason] = (report.refused[reason] ?? 0) + 1
  keep(report, { line, what: 'refused', sku: (items[0] as StockItem).sku, reason })
}

function tell(report: ImportReport, note: ImportReport['notes'][number]) {
  if (note.what === 'rejected') {
    report.rejected[note.reason] = (report.rejected[note.reason] ?? 0) + 1
  } else if (note.what === 'pack') report.packs++
  else report.repeats++
  keep(report, note)
}

function keep(report: ImportReport, note: ImportReport['notes'][number]) {
  if (report.notes.length < NOTES) report.notes.push(note)
}

const emptyReport = (of: Pick<ImportReport, 'store' | 'file' | 'dryRun'>): ImportReport => ({
  ...of,
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  repeats: 0,
  packs: 0,
  rejected: {},
  refused: {},
  notes: [],
  secondsTotal: 0,
})
