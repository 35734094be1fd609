import { describe, expect, test } from 'vitest'
import { check, type Evidence } from './check.ts'
import { soundEvidence } from './testing/evidence.ts'

const sound = await soundEvidence()

test('a sound run breaks no law', () => {
  expect(check(sound)).toEqual([])
  expect(sound.rows.outcomes.length).toBeGreaterThan(20)
})

type Row = Record<string, unknown>
const { areas, at: _, ...others } = sound.rows
const tables = Object.entries({ ...others, ...areas } as Record<string, unknown[]>).filter(
  ([, rows]) => rows.length > 0,
) as [string, Row[]][]

/** What nothing else in the evidence repeats: who carried a change is only bounded by who might. */
const FREE: Record<string, string[]> = { changes: ['device', 'at', 'startOp', 'ops'] }

/** Spoils the evidence, looks whether that is noticed, and puts it right again. */
function isNoticed(spoil: () => () => void): boolean {
  const restore = spoil()
  try {
    return check(sound as Evidence).length > 0
  } catch {
    // What cannot even be read is noticed too.
    return true
  } finally {
    restore()
  }
}

/** Two rows that differ in one field alone are the same two rows once it is swapped. */
function swapMatters(one: Row, other: Row, field: string): boolean {
  const written = (rows: Row[]) => rows.map((row) => JSON.stringify(row)).sort()
  const swapped = [
    { ...one, [field]: other[field] },
    { ...other, [field]: one[field] },
  ]
  return written([one, other]).join() !== written(swapped).join()
}

const setting = (row: Row, field: string, value: unknown) => () => {
  const before = row[field]
  row[field] = value
  return () => {
    row[field] = before
  }
}

const replacing = (rows: Row[], by: (rows: Row[]) => Row[]) => () => {
  const before = [...rows]
  rows.splice(0, rows.length, ...by(before))
  return () => void rows.splice(0, rows.length, ...before)
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'boolean') return !value
  if (value instanceof Uint8Array) return value.map((byte, i) => (i === 40 ? byte ^ 1 : byte))
  if (Array.isArray(value)) return value.length > 0 ? value.slice(1) : ['x']
  return { ...(value as object), added: 1 }
}

describe.each(tables)('in %s', (table, rows) => {
  const row = rows[Math.floor(rows.length / 2)] as Row
  const fields = Object.keys(row).filter((field) => !FREE[table]?.includes(field))

  test('a row with another value is noticed', () => {
    const missed = fields.filter((field) => !isNoticed(setting(row, field, otherThan(row[field]))))
    expect(missed).toEqual([])
  })

  test('a row that was dropped is noticed', () => {
    expect(isNoticed(replacing(rows, (all) => all.filter((each) => each !== row)))).toBe(true)
  })

  test('a row that is there twice is noticed', () => {
    expect(isNoticed(replacing(rows, (all) => [...all, row]))).toBe(true)
  })

  if (rows.length < 2) return

  test('two rows with values swapped are noticed', () => {
    const other = rows.find((each) => each !== row) as Row
    const differing = fields.filter((f) => swapMatters(row, other, f))
    const missed = differing.filter(
      (field) =>
        !isNoticed(() => {
          const mine = row[field]
          const undo = [setting(row, field, other[field])(), setting(other, field, mine)()]
          return () => {
            for (const back of undo) back()
          }
        }),
    )
    expect(missed).toEqual([])
  })
})
