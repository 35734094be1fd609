import { beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { demoShops } from '../demo/shops.ts'
import { findProducts } from './find-products.ts'
import { listedStores, nearbyStores } from './nearby-stores.ts'
import { fillShops } from './testing/fill-shops.ts'

const { pool } = await freshDatabase()

const mylapore = { latE6: 13_033_700, lngE6: 80_269_700 }
const triplicane = { latE6: 13_056_500, lngE6: 80_275_000 }

beforeAll(() => fillShops(pool))

const skus = async (query: string, at: { store?: string } = {}) =>
  (await findProducts(pool, { query, limit: 5, ...at })).map(({ product }) => product.sku)

test('shops near a place come nearest first, with their distance', async () => {
  const near = await nearbyStores(pool, { place: mylapore })
  expect(near[0]?.store).toBe('thulasi-poojai')
  expect(near.at(-1)?.store).toBe('rahmath-stores')
  expect(near.map((shop) => shop.metres)).toEqual(near.map((s) => s.metres).sort((a, b) => a - b))
  expect(near[0]).toMatchObject({ names: { en: 'Thulasi Flowers & Pooja' }, version: 1 })
})

test('a shop beyond the radius is not near, on a circle and not on a square', async () => {
  const within = await nearbyStores(pool, { place: triplicane, metres: 1_000 })
  expect(within.map((shop) => shop.store)).toEqual(['rahmath-stores'])
  // The shop nearest to the temple lies in the corner of the square around here, outside the circle.
  const corner = { latE6: mylapore.latE6 + 8_000, lngE6: mylapore.lngE6 + 8_000 }
  const round = await nearbyStores(pool, { place: corner, metres: 1_100 })
  expect(round.length).toBeGreaterThan(0)
  expect(round.map((shop) => shop.store)).not.toContain('thulasi-poojai')
})

test('the index on places is what finds them', async () => {
  const client = await pool.connect()
  try {
    await client.query('SET enable_seqscan = off')
    const { rows } = await client.query(
      `EXPLAIN SELECT store FROM stores WHERE point(lng_e6, lat_e6) <@ box(point(0, 0), point(9, 9))`,
    )
    expect(JSON.stringify(rows)).toContain('stores_place')
  } finally {
    client.release(true)
  }
})

test('without a place every shop is listed', async () => {
  expect((await listedStores(pool)).length).toBe(demoShops.length)
})

test('obvious hits come first', async () => {
  expect((await skus('whole milk'))[0]).toBe('milk-cow-1')
  expect((await skus('tomato'))[0]).toMatch(/^tomato-/)
  expect((await skus('brown bread'))[0]).toBe('bread-brown-400')
  expect((await skus('coconut oil'))[0]).toBe('coconut-oil-500')
  expect((await skus('eggs'))[0]).toMatch(/^eggs-/)
})

test('products are found in three languages, by sound, and in two words', async () => {
  expect((await skus('தயிர்'))[0]).toBe('curd-500')
  expect((await skus('दही'))[0]).toBe('curd-500')
  expect((await skus('प्याज'))[0]).toMatch(/^onion-/)
  expect((await skus('dudh'))[0]).toMatch(/^milk-/)
  expect((await skus('tooth paste'))[0]).toMatch(/^toothpaste/)
})

test('a mistyped word is found by its letters', async () => {
  expect((await skus('choclate'))[0]).toBe('milk-chocolate-50')
  expect((await skus('tmato'))[0]).toMatch(/^tomato-/)
  expect((await skus('jasmin'))[0]).toMatch(/^jasmine/)
})

test('a hit says its price, what is left and how far its shop is', async () => {
  const [hit] = await findProducts(pool, { query: 'medu vada', near: mylapore, limit: 1 })
  expect(hit).toMatchObject({
    product: { store: 'senthil-inippagam', sku: 'medu-vada-2', version: 1 },
    price: { paise: 3_400, mrpPaise: 3_400, version: 1 },
    band: 'out',
  })
  expect(hit?.metres).toBeGreaterThan(500)
  expect(JSON.stringify(hit)).not.toContain('null')
})

test('a search in one shop, or around one place, finds nothing of the others', async () => {
  const rice = await findProducts(pool, { query: 'rice', store: 'rahmath-stores', limit: 50 })
  expect(rice.length).toBeGreaterThan(2)
  expect(rice.every(({ product }) => product.store === 'rahmath-stores')).toBe(true)
  const far = { latE6: 28_613_900, lngE6: 77_209_000 }
  expect(await findProducts(pool, { query: 'rice', near: far, limit: 5 })).toEqual([])
})

test('what is no longer sold is not found', async () => {
  await pool.query(`UPDATE products SET active = false WHERE sku = 'saffron-1'`)
  expect(await skus('saffron', { store: 'rahmath-stores' })).toEqual([])
})

test('quotes, operators and marks in a query are only text', async () => {
  for (const query of ["'); DROP TABLE products; --", "a' | 'b", '& | ! <->', '%_\\', '🍅']) {
    await expect(findProducts(pool, { query, limit: 5 })).resolves.toBeInstanceOf(Array)
  }
})
