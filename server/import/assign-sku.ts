import { createHash } from 'node:crypto'
import { foldWords } from '../../schema/search/fold.ts'
import type { CatalogueRow } from './read-row.ts'

/** What becomes of a row that could be read. */
export type Assigned =
  | { what: 'product'; sku: string }
  /** Another pack of a product that an earlier line has: same name, brand and kind, another MRP. */
  | { what: 'pack'; sku: string; of: number }
  /** Said before: nothing is imported for it. `otherPrice`: but at another price, and the earlier one stands. */
  | { what: 'repeat'; sku: string; of: number; otherPrice: boolean }

/** SKUs are cut to leave room for the hash and the number of the pack. */
const SLUG_LENGTH = 44

/**
 * Gives rows their SKUs, in the order of the file. The rule: name, brand and kind (letters and digits, no case) are one
 * product, and its SKU is made of them alone, so that the same catalogue always gives the same SKUs and a new price
 * never a new product. The same product at another MRP is another pack and gets `-2`, `-3` …; at the same MRP it is a
 * repeat, and the first line stands.
 */
export function skuAssigner() {
  const products = new Map<string, { sku: string; packs: Map<number, Pack> }>()
  return (row: CatalogueRow): Assigned => {
    const identity = identityOf(row)
    const known = products.get(identity)
    if (!known) {
      const sku = `${slugOf(row)}-${hashOf(identity)}`
      const pack = { sku, line: row.line, paise: row.paise }
      products.set(identity, { sku, packs: new Map([[row.mrpPaise, pack]]) })
      return { what: 'product', sku }
    }
    const before = known.packs.get(row.mrpPaise)
    if (before) {
      const { sku, line: of, paise } = before
      return { what: 'repeat', sku, of, otherPrice: paise !== row.paise }
    }
    const [first] = known.packs.values()
    const sku = `${known.sku}-${known.packs.size + 1}`
    known.packs.set(row.mrpPaise, { sku, line: row.line, paise: row.paise })
    return { what: 'pack', sku, of: (first as Pack).line }
  }
}

type Pack = { sku: string; line: number; paise: number }

const identityOf = ({ name, brand = '', shelf }: CatalogueRow) =>
  [name, brand, shelf].map((text) => foldWords(text).join(' ')).join('\n')

const hashOf = (identity: string) => createHash('sha256').update(identity).digest('hex').slice(0, 6)

/** Readable, in Latin letters and digits; names in other scripts are told apart by the hash alone. */
function slugOf({ name, brand = '' }: CatalogueRow): string {
  const words = foldWords(`${brand} ${name}`).filter((word) => /^[a-z0-9]+$/.test(word))
  let slug = ''
  for (const word of words) {
    if (slug.length + 1 + word.length > SLUG_LENGTH) break
    slug += slug === '' ? word : `-${word}`
  }
  return slug || 'item'
}
