import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { GENERATED } from './generated.ts'

/** Bytes that one line of a trace may deliver. */
export const DELIVERY_BYTES = 1_500

/**
 * When a link can deliver: milliseconds from the start, each the chance to deliver up to `DELIVERY_BYTES`, in order.
 * The last one is the period, after which it begins again.
 */
export type Trace = { at: Uint32Array; periodMs: number }

/** One of the generated networks by its name, else `PREFIX.up` or `PREFIX.down`, gzipped (`.gz`) or not. */
export function loadTrace(prefix: string, way: 'up' | 'down'): Trace {
  const generated = GENERATED[basename(prefix)]
  const plain = `${prefix}.${way}`
  if (generated && !existsSync(plain) && !existsSync(`${plain}.gz`)) return generated(way)
  const file = existsSync(plain) ? plain : `${plain}.gz`
  const bytes = readFileSync(file)
  return readTrace(file, (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('ascii'))
}

export function readTrace(name: string, text: string): Trace {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const at = Uint32Array.from(lines, Number)
  lines.forEach((line, i) => {
    if (!/^\s*\d{1,9}\s*$/.test(line) || (at[i] as number) < (at[i - 1] ?? 0)) {
      throw new Error(`line ${i + 1} of ${name} is not a time after the one before: ${line}`)
    }
  })
  const periodMs = at.at(-1) ?? 0
  if (periodMs === 0) throw new Error(`${name} never delivers`)
  return { at, periodMs }
}

/** Counts chances from the start of the trace, round after round; `index` goes up for ever. */
export const timeOf = ({ at, periodMs }: Trace, index: number): number =>
  Math.floor(index / at.length) * periodMs + (at[index % at.length] as number)

/** The first chance at or after `ms`. */
export function chanceAt(trace: Trace, ms: number): number {
  const round = Math.floor(ms / trace.periodMs)
  const within = ms - round * trace.periodMs
  let low = 0
  let high = trace.at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((trace.at[middle] as number) < within) low = middle + 1
    else high = middle
  }
  return round * trace.at.length + low
}
