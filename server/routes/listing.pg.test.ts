import { beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import type { AppParts } from '../http/factory.ts'
import { factory } from '../http/factory.ts'
import { onError } from '../http/problem.ts'
import { fillShops } from '../search/testing/fill-shops.ts'
import { search } from './search.ts'
import { stores } from './stores.ts'

const { pool } = await freshDatabase()
beforeAll(() => fillShops(pool))

const app = factory
  .createApp()
  .use(async (c, next) => {
    c.set('parts', { pool } as AppParts)
    await next()
  })
  .get('/stores', ...stores)
  .get('/search', ...search)
  .onError(onError)

test('shops near a place are listed with their distance, nearest first', async () => {
  const answer = await app.request('/stores?near=13.0337,80.2697')
  const listed = (await answer.json()) as { store: string; metres: number }[]
  expect(answer.status).toBe(200)
  expect(listed.map((shop) => shop.metres)).toEqual(
    listed.map((shop) => shop.metres).sort((a, b) => a - b),
  )
  expect(listed.length).toBe(8)
})

test('an unchanged listing is answered with 304 and no body, a changed one in full', async () => {
  const first = await app.request('/stores?near=13.0337,80.2697')
  const headers = { 'if-none-match': first.headers.get('etag') as string }
  const again = await app.request('/stores?near=13.0337,80.2697', { headers })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
  await pool.query(
    `UPDATE stores SET version = 2, settings = jsonb_set(settings, '{paused}', 'true') WHERE store = 'nalam-illam'`,
  )
  const changed = await app.request('/stores?near=13.0337,80.2697', { headers })
  expect(changed.status).toBe(200)
})

test('a search answers products as their facts tell them', async () => {
  const answer = await app.request('/search?q=paneer&near=13.0337,80.2697&limit=3')
  const { hits } = (await answer.json()) as { hits: { product: { sku: string } }[] }
  expect(hits[0]).toMatchObject({
    product: { store: 'gomathi-paalagam', sku: 'paneer-200', names: { ta: 'பன்னீர்' } },
    price: { paise: 9_200 },
    band: 'in',
  })
})

test('a place or a limit that cannot be read is a problem that names its field', async () => {
  for (const [path, field] of [
    ['/stores?near=here', 'near'],
    ['/stores?near=95.0,80.0', 'near'],
    ['/stores?near=13,80&radius=-5', 'radius'],
    ['/search?q=', 'q'],
    ['/search?q=milk&limit=5000', 'limit'],
    ['/search?q=milk&store=../etc', 'store'],
  ] as const) {
    const answer = await app.request(path)
    expect(answer.status, path).toBe(400)
    expect(await answer.json(), path).toMatchObject({ code: 'invalid-query', field })
  }
})
