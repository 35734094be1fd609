import type pg from 'pg'
import { openSession } from '../../../engine/authority/postgres/session.ts'
import { prices } from '../../../schema/areas/prices.ts'
import { products } from '../../../schema/areas/products.ts'
import { stock } from '../../../schema/areas/stock.ts'
import { stores } from '../../../schema/areas/stores.ts'
import { demoProducts } from '../../demo/products.ts'
import { demoShops } from '../../demo/shops.ts'

/** Writes the demo neighbourhood's rows through their areas, for tests that only read them. */
export async function fillShops(pool: pg.Pool): Promise<void> {
  const client = await openSession(pool)
  try {
    await stores.write(
      client,
      demoShops.map(({ store, settings }) => ({ store, version: 1, ...settings.place, settings })),
    )
    for (const { store } of demoShops) {
      const all = demoProducts(store).map((product) => ({ ...product, store, version: 1 }))
      await products.write(
        client,
        all.map(({ sku, fields }) => ({ ...fields, store, sku, version: 1 })),
      )
      await prices.write(client, all)
      await stock.write(
        client,
        all.map(({ pieces, ...row }) => ({ ...row, onHand: pieces * 1000, reserved: 0 })),
      )
    }
  } finally {
    await client.end()
  }
}
