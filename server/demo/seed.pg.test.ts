import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { type Decider, openDecider } from '../import/decider.ts'
import { demoPeople } from './people.ts'
import { demoProducts } from './products.ts'
import { seedDemo } from './seed.ts'
import { demoShops } from './shops.ts'

const { pool, url } = await freshDatabase()
let decider: Decider
beforeAll(async () => {
  decider = await openDecider({ pool, url, say: () => undefined })
})
afterAll(() => decider.close())

const count = async (table: string) =>
  (await pool.query(`SELECT count(*) AS n FROM ${table}`)).rows[0].n as number

test('an empty database becomes the whole neighbourhood, and doing it again changes nothing', async () => {
  await seedDemo({ pool, wake: decider.wake })
  const all = demoShops.flatMap(({ store }) => demoProducts(store))
  expect(await count('stores')).toBe(demoShops.length)
  expect(await count('products')).toBe(all.length)
  expect(await count('prices')).toBe(all.length)
  expect(await count('persons')).toBe(demoPeople.length)
  expect(await count('memberships')).toBe(demoPeople.flatMap((person) => person.roles).length)
  const { rows } = await pool.query('SELECT sum(on_hand) AS milli FROM stock')
  expect(Number(rows[0].milli)).toBe(all.reduce((sum, { pieces }) => sum + pieces * 1000, 0))

  const [facts, outcomes] = [await count('facts'), await count('outcomes')]
  await seedDemo({ pool, wake: decider.wake })
  expect(await count('facts')).toBe(facts)
  expect(await count('outcomes')).toBe(outcomes)
  expect(await count('reused')).toBe(0)
})

test('what people changed since is not put back', async () => {
  await pool.query(`UPDATE prices SET paise = 1 WHERE store = 'annai-maligai' AND sku = 'sugar-1'`)
  await seedDemo({ pool, wake: decider.wake })
  const { rows } = await pool.query(
    `SELECT paise FROM prices WHERE store = 'annai-maligai' AND sku = 'sugar-1'`,
  )
  expect(rows[0].paise).toBe(1)
})
