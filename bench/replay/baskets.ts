import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'

/** One shopping basket: generic names of what was bought together. */
export type Basket = { number: string; items: string[] }

/** Reads `basket,items` with items joined by `|`; at most `limit` of them. */
export function readBaskets(file: string, limit = Number.POSITIVE_INFINITY): Basket[] {
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as {
    basket?: string
    items?: string
  }[]
  return rows.slice(0, limit).map(({ basket, items }, at) => {
    if (basket === undefined || items === undefined) {
      throw new Error(`basket ${at + 1} of ${file} has no number or no items`)
    }
    const named = items.split('|').map((item) => item.trim())
    return { number: basket, items: [...new Set(named.filter((item) => item !== ''))] }
  })
}

/** A generic name as somebody would type it into a search. */
export const typed = (item: string): string =>
  item
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
