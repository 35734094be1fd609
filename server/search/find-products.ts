import type pg from 'pg'
import { present } from '../../schema/areas/columns.ts'
import type { Place } from '../../schema/place.ts'
import { type Band, bandOf, type Price, type Product } from '../../schema/product.ts'
import { productIndex } from '../../schema/search/product-index.ts'
import { nearbyStores } from './nearby-stores.ts'
import { type TextQuery, textQuery } from './text-query.ts'

/** Most hits of one search, and how many rows Postgres hands up to be ranked. */
export const MOST_HITS = 50
const CANDIDATES = 400
/** How alike the letters of a mistyped text must be to some stretch of a product's words, from 0 to 1. */
const ALIKE = 0.5

/** A product for sale somewhere, as the catalogue's facts tell it. */
export type FoundProduct = {
  product: Product
  price: Price
  band: Band
  /** How far its shop is from where was asked, in metres. */
  metres?: number
  score: number
}

export type Search = { query: string; store?: string; near?: Place; limit: number }

/**
 * Products for what somebody typed, best first. Postgres gathers candidates by words, by sound and, when words are not
 * enough, by like letters; they are ranked by the very function that ranks on the device.
 */
export async function findProducts(
  pool: pg.Pool,
  { query, store, near, limit }: Search,
): Promise<FoundProduct[]> {
  const text = textQuery(query)
  if (!text) return []
  const around = near && new Map((await nearbyStores(pool, { place: near })).map(distance))
  const stores = store ? [store] : around && [...around.keys()]
  const rows = await candidates(pool, { text, stores, limit })
  const index = productIndex()
  const found = new Map(rows.map((row) => [`${row.store}/${row.sku}`, row]))
  for (const [id, row] of found) index.put(id, row)
  return index.find(query, Math.min(limit, MOST_HITS)).map(({ id, score }) => {
    const row = found.get(id) as Row
    const metres = around?.get(row.store)
    return { ...foundOf(row), ...(metres !== undefined && { metres }), score }
  })
}

const distance = ({ store, metres }: { store: string; metres: number }) => [store, metres] as const

type Asked = { text: TextQuery; stores: string[] | undefined; limit: number }
type Row = Product & {
  paise: number
  mrpPaise: number
  priceVersion: number
  available: number
  whole: boolean
}

async function candidates(pool: pg.Pool, { text, stores, limit }: Asked): Promise<Row[]> {
  const byWord = await pool.query<Row>(
    `${listing(`SELECT *, search @@ $2::tsquery AS whole FROM products
       WHERE active AND search @@ $1::tsquery AND ($3::text[] IS NULL OR store = ANY ($3))
       ORDER BY search @@ $2::tsquery DESC, ts_rank('{0.1, 0.3, 0.7, 1}', search, $1::tsquery) DESC
       LIMIT ${CANDIDATES}`)}`,
    [text.some, text.every, stores],
  )
  if (byWord.rows.filter((row) => row.whole).length >= limit) return byWord.rows
  return [...byWord.rows, ...(await alike(pool, text.folded, stores))]
}

/** Products whose words look like what was typed; the threshold of `<%` is a setting, hence the transaction. */
async function alike(pool: pg.Pool, folded: string, stores: string[] | undefined): Promise<Row[]> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN READ ONLY')
    await client.query(`SET LOCAL pg_trgm.word_similarity_threshold = ${ALIKE}`)
    const { rows } = await client.query<Row>(
      listing(`SELECT *, false AS whole FROM products
        WHERE active AND $1 <% search_text AND ($2::text[] IS NULL OR store = ANY ($2))
        ORDER BY word_similarity($1, search_text) DESC, store, sku LIMIT ${CANDIDATES / 4}`),
      [folded, stores],
    )
    return rows
  } finally {
    await client.query('COMMIT').catch(() => undefined)
    client.release()
  }
}

const listing = (products: string) =>
  `SELECT p.store, p.sku, p.version, p.names, p.brand, p.pack, p.aisle, p.shelf, p.glyph, p.food,
     p.tax_bp AS "taxBp", p.active, p.words, p.whole, r.paise, r.mrp AS "mrpPaise",
     r.version AS "priceVersion", coalesce(s.on_hand - s.reserved, 0) AS available
   FROM (${products}) p JOIN prices r USING (store, sku) LEFT JOIN stock s USING (store, sku)`

function foundOf({
  paise,
  mrpPaise,
  priceVersion,
  available,
  whole: _,
  ...product
}: Row): Omit<FoundProduct, 'score'> {
  const { store, sku } = product
  return {
    product: present(product),
    price: { store, sku, paise, mrpPaise, version: priceVersion },
    band: bandOf(available),
  }
}
