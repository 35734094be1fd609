import { isUtf8 } from 'node:buffer'
import { type Cursor, cursor, isAtEnd, sleb, spoil, take, uleb } from './leb.ts'
import type { Limits } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'
import { areValues } from './values.ts'

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
const KIND_ACTOR = 1
const KIND_DELTA = 3
const KIND_STRING = 5

/** Actions 0 … 7: make map, set, make list, delete, make text, increment, make table, mark. */
const LAST_ACTION = 7

/** What the columns may refer to: actors by their place in the header, and ops that can have come before. */
export type Reach = { startOp: number; actors: number }

/**
 * What the columns of a change expand to, counted from their runs and never expanded: a run of two million nulls is
 * five bytes here and five seconds in the core. Nor does a column point outside of what its author can have known.
 */
export function countColumns(
  columns: readonly Column[],
  { startOp, actors }: Reach,
  limits: Limits,
): Counts | Refusal {
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
  if (ops.most > LAST_ACTION) return refuse('bad-shape', `action ${ops.most}`)
  const last = startOp + ops.rows - 1
  const isWithin = (spec: number, { least, most }: Runs) =>
    least >= 0 && most <= ((spec & 7) === KIND_ACTOR ? actors : last)
  for (const spec of opColumns) {
    const read = rows(spec, ops.rows)
    if (!read) return refuse('bad-shape', `column ${spec} is longer than its ops`)
    if (counted.has(spec) && !isWithin(spec, read))
      return refuse('bad-shape', `column ${spec} points outside`)
  }
  for (const spec of [OPS.insert, OPS.expand]) {
    if (!isBooleanWithin(column(spec), ops.rows)) return refuse('bad-shape', `column ${spec}`)
  }
  if (!areValues(column(OPS.valueLength), column(OPS.valueRaw), ops.rows))
    return refuse('bad-shape', 'values')
  const preds = rows(OPS.predCount, ops.rows)
  if (!preds) return refuse('bad-shape', 'predecessor counts')
  if (preds.sum > limits.changePreds) return refuse('too-big', 'predecessors')
  for (const spec of [OPS.predActor, OPS.predCounter]) {
    const read = rows(spec, preds.sum)
    if (!read) return refuse('bad-shape', `column ${spec} is longer than its preds`)
    if (!isWithin(spec, read)) return refuse('bad-shape', `column ${spec} points outside`)
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

const counted = new Set<number>([OPS.objectActor, OPS.objectCounter, OPS.keyActor, OPS.keyCounter])

/** `sum` adds the values; `least` and `most` are of the values themselves, deltas added up. */
type Runs = { rows: number; sum: number; least: number; most: number }

function countRuns(data: Uint8Array, kind: number, most: number): Runs | undefined {
  const c = cursor(data)
  const runs: Runs = { rows: 0, sum: 0, least: 0, most: 0 }
  let total = 0
  const add = (times: number) => {
    const value = readValue(c, kind)
    // Deltas of one run go one way: the last is the farthest.
    total = kind === KIND_DELTA ? total + times * value : value
    runs.rows += times
    runs.sum += times * value
    runs.least = Math.min(runs.least, total)
    runs.most = Math.max(runs.most, total)
  }
  while (!isAtEnd(c) && runs.rows <= most) {
    const length = sleb(c)
    if (length > 0) add(length)
    else if (length < 0) {
      for (let i = 0; i < -length && c.ok && runs.rows <= most; i++) add(1)
    } else {
      const nulls = uleb(c)
      if (nulls === 0) spoil(c)
      runs.rows += nulls
    }
  }
  return c.ok && runs.rows <= most ? runs : undefined
}

function readValue(c: Cursor, kind: number): number {
  if (kind === KIND_STRING) {
    if (!isUtf8(take(c, uleb(c)))) spoil(c)
    return 0
  }
  return kind === KIND_DELTA ? sleb(c) : uleb(c)
}

/** Booleans are written as the lengths of alternating runs. */
function isBooleanWithin(data: Uint8Array, most: number): boolean {
  const c = cursor(data)
  let rows = 0
  while (!isAtEnd(c) && rows <= most) rows += uleb(c)
  return c.ok && rows <= most
}
