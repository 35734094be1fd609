import type { Params, Reason } from '../../engine/model/decision.ts'
import { ago, clockTime, nextOpening } from './clock.ts'
import { rupees, units } from './figures.ts'
import { count, say, sayMaybe } from './say.ts'

/** What a sentence needs beside the reason itself: names of what it speaks of, and the time. */
export type Around = {
  nameOf(about: { line?: string; sku?: string }): string
  /** Milli-units asked for of a line, to tell "only 2 left" from "sold out". */
  now: number
  askedAt?: number
}

/** Params that are money, in paise. */
const MONEY = ['now', 'seen', 'total', 'max', 'missing', 'left', 'net', 'limit']
/** Params that are times. */
const TIMES = ['at', 'opens', 'time']
/** Codes that count something, and the param that says how many. */
const COUNTED: Record<string, string> = { 'lines-open': 'lines', 'wrong-code': 'left' }

/** The sentence of a code in the person's language. An unknown code is shown as it is, never hidden. */
export function sentenceOf({ code, params }: Reason, around: Around): string {
  const counted = COUNTED[code]
  if (counted) return count(`problem.${code as 'wrong-code'}`, countOf(params[counted]))
  const blanks = blanksOf(params, around)
  return (
    sayMaybe(`problem.${keyOf(code, params)}`, blanks) ??
    sayMaybe(`broken.${code}`, blanks) ??
    say('problem.unknown', { code })
  )
}

/** Some codes read differently by what they carry; every `no-such-…` reads alike. */
function keyOf(code: string, params: Params): string {
  if (code.startsWith('no-such-')) return 'no-such'
  if (code === 'out-of-stock' && !(Number(params.available) > 0)) return 'sold-out'
  if (code === 'store-closed' && params.opens === undefined) return 'store-paused'
  return code
}

function blanksOf(params: Params, around: Around): Record<string, string> {
  const { line, sku } = params
  const blanks: Record<string, string> = {
    name: around.nameOf({
      ...(typeof line === 'string' && { line }),
      ...(typeof sku === 'string' && { sku }),
    }),
    ago: around.askedAt === undefined ? '' : ago(around.askedAt, around.now),
  }
  for (const [name, value] of Object.entries(params)) {
    const bare = name.replace(/Paise$/, '')
    const price = paiseOf(value)
    if (price !== undefined) {
      blanks[name] = rupees(price)
    } else if (typeof value === 'number' && (MONEY.includes(bare) || name !== bare)) {
      blanks[bare] = rupees(value)
    } else if (typeof value === 'number' && TIMES.includes(name)) {
      blanks[name] = name === 'opens' ? nextOpening(value, around.now) : clockTime(value)
    } else if (name === 'available' || name === 'asked') {
      blanks[name] = units(Number(value))
    } else if (name === 'state') {
      blanks[name] = sayMaybe(`step.${value}`) ?? String(value)
    } else if (name === 'status') {
      blanks.state = sayMaybe(`member.${value}`) ?? String(value)
    } else if (typeof value === 'string' || typeof value === 'number') {
      blanks[name] = String(value)
    }
  }
  if (params.number !== undefined) {
    blanks.order = say('order.number', { number: String(params.number) })
  }
  return blanks
}

/** A price with its version, `{paise, version}`. */
const paiseOf = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null && 'paise' in value ? Number(value.paise) : undefined

const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : Number(value))
