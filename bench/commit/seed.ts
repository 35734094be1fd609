import type { Pool } from 'pg'
import { insertPending, type PendingIntent } from '../../engine/authority/pending.ts'
import type { StoreSettings } from '../../schema/store.ts'
import { ownerOf, PRICE_PAISE, type Scenario, SOLD_OUT, skuName, storeName } from './scenario.ts'

const PLENTY = 1_000_000_000
const PENDING_AT_ONCE = 1_000

const settings: StoreSettings = {
  names: { en: 'Annai Stores', ta: 'அன்னை ஸ்டோர்ஸ்' },
  area: 'Mylapore',
  place: { latE6: 13_033_900, lngE6: 80_269_500 },
  tint: 'turmeric',
  hours: [{ fromMinute: 0, toMinute: 1_440 }],
  closures: [],
  paused: false,
  zoneMetres: 5_000,
  prepareMinutes: 15,
  minimumPaise: 0,
  deliveryPaise: 2_500,
  deliveryTaxBp: 1_800,
}

/** Shops with full shelves and one thing that is sold out, so that only the refusable orders are refused. */
export async function openMarket(pool: Pool, { stores, products }: Scenario) {
  const { latE6, lngE6 } = settings.place
  for (let n = 0; n < stores; n++) {
    const store = storeName(n)
    const skus = [SOLD_OUT, ...Array.from({ length: products }, (_, sku) => skuName(sku))]
    const lane = `store:${store}`
    await pool.query('INSERT INTO lanes (name) VALUES ($1), ($2)', [lane, `catalog:${store}`])
    await pool.query('INSERT INTO stores VALUES ($1, 1, $2, $3, $4)', [
      store,
      latE6,
      lngE6,
      settings,
    ])
    await pool.query(`INSERT INTO memberships VALUES ($1, $2, 'owner', 'active')`, [
      ownerOf(n),
      lane,
    ])
    await pool.query(`INSERT INTO counters VALUES ($1, 'order', 1)`, [store])
    await pool.query(
      `INSERT INTO products (store, sku, version, names, pack, aisle, shelf, tax_bp, active)
       SELECT $1, sku, 1, jsonb_build_object('en', 'Ponni rice ' || sku, 'ta', 'பொன்னி அரிசி'), '1 kg', 'Staples',
         'rice-' || (n % 50), 500, true FROM unnest($2::text[]) WITH ORDINALITY AS t (sku, n)`,
      [store, skus],
    )
    await pool.query(
      `INSERT INTO prices SELECT $1, sku, $3, $3, 1 FROM unnest($2::text[]) AS sku`,
      [store, skus, PRICE_PAISE],
    )
    await pool.query(
      `INSERT INTO stock SELECT $1, sku, CASE sku WHEN $4 THEN 0 ELSE $3::bigint END, 0, 1
       FROM unnest($2::text[]) AS sku`,
      [store, skus, PLENTY, SOLD_OUT],
    )
  }
}

/** Puts questions where the host would have put them. */
export async function makeWait(pool: Pool, asked: readonly PendingIntent[]) {
  for (let at = 0; at < asked.length; at += PENDING_AT_ONCE)
    await insertPending(pool, asked.slice(at, at + PENDING_AT_ONCE))
}
