import { type Cursor, cursor, isAtEnd, sleb, spoil, take, uleb } from './leb.ts'
import type { Limits } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'

/** One column of a change: `spec = id << 4 | deflate << 3 | kind`. */
export type Column = { spec: number; data: Uint8Array }
export type Counts = { ok: true; ops: number; preds: number }

// Automerge's storage format, "change columns"; a column that is not listed is refused.
const OPS = {
  objectActor: 0x01,
  objectCounter: 0x02,
  keyActor: 0x11,
  keyCounter: 0x13,
  keyString: 0x15,
  insert: 0x34,
  action: 0x42,
  valueLength: 0x56,
  valueRaw: 0x57,
  predCount: 0x70,
  predActor: 0x71,
  predCounter: 0x73,
  expand: 0x94,
  markName: 0xa5,
} as const

const known = new Set<number>(Object.values(OPS))
const KIND_DELTA = 3
const KIND_STRING = 5

/**
 * What the columns of a change expand to, counted from their runs and never expanded: a run of two million nulls is
 * five bytes here and five seconds in the core.
 */
export function countColumns(columns: readonly Column[], limits: Limits): Counts | Refusal {
  let previous = -1
  for (const { spec } of columns) {
    if (spec & 0x08) return refuse('bad-shape', `deflated column ${spec}`)
    if (!known.has(spec)) return refuse('bad-shape', `unknown column ${spec}`)
    if (spec <= previous) return refuse('bad-shape', `column ${spec} after ${previous}`)
    previous = spec
  }
  const column = (spec: number) => columns.find((c) => c.spec === spec)?.data ?? nothing
  const rows = (spec: number, most: number) => countRuns(column(spec), spec & 7, most)

  const ops = rows(OPS.action, limits.changeOps)
  if (!ops) return refuse('too-big', 'operations')
  for (const spec of opColumns) {
    if (!rows(spec, ops.rows)) return refuse('bad-shape', `column ${spec} is longer than its ops`)
  }
  for (const spec of [OPS.insert, OPS.expand]) {
    if (!isBooleanWithin(column(spec), ops.rows)) return refuse('bad-shape', `column ${spec}`)
  }
  const values = rows(OPS.valueLength, ops.rows)
  if (!values || values.bytes !== column(OPS.valueRaw).length)
    return refuse('bad-shape', 'value lengths')
  const preds = rows(OPS.predCount, ops.rows)
  if (!preds) return refuse('bad-shape', 'predecessor counts')
  if (preds.sum > limits.changePreds) return refuse('too-big', 'predecessors')
  for (const spec of [OPS.predActor, OPS.predCounter]) {
    if (!rows(spec, preds.sum))
      return refuse('bad-shape', `column ${spec} is longer than its preds`)
  }
  return { ok: true, ops: ops.rows, preds: preds.sum }
}

const nothing = new Uint8Array(0)
const opColumns = [
  OPS.objectActor,
  OPS.objectCounter,
  OPS.keyActor,
  OPS.keyCounter,
  OPS.keyString,
  OPS.markName,
]

/** `sum` adds the values; `bytes` adds what is above their low four bits, which is how value lengths are written. */
type Runs = { rows: number; sum: number; bytes: number }

function countRuns(data: Uint8Array, kind: number, most: number): Runs | undefined {
  const c = cursor(data)
  const runs: Runs = { rows: 0, sum: 0, bytes: 0 }
  while (!isAtEnd(c) && runs.rows <= most) {
    const length = sleb(c)
    if (length > 0) add(runs, length, readValue(c, kind))
    else if (length < 0) {
      for (let i = 0; i < -length && c.ok && runs.rows <= most; i++)
        add(runs, 1, readValue(c, kind))
    } else {
      const nulls = uleb(c)
      if (nulls === 0) spoil(c)
      runs.rows += nulls
    }
  }
  return c.ok && runs.rows <= most ? runs : undefined
}

function add(runs: Runs, times: number, value: number): void {
  runs.rows += times
  runs.sum += times * value
  runs.bytes += times * Math.floor(value / 16)
}

function readValue(c: Cursor, kind: number): number {
  if (kind === KIND_STRING) return take(c, uleb(c)).length
  return kind === KIND_DELTA ? Math.abs(sleb(c)) : uleb(c)
}

/** Booleans are written as the lengths of alternating runs. */
function isBooleanWithin(data: Uint8Array, most: number): boolean {
  const c = cursor(data)
  let rows = 0
  while (!isAtEnd(c) && rows <= most) rows += uleb(c)
  return c.ok && rows <= most
}
