import type { Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../kit/until.ts'
import { openMarket } from './market.ts'
import { openPhone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()

const ordersOf = async (person: string) => {
  const { rows } = await market.pool.query('SELECT id, number FROM orders WHERE customer = $1', [
    person,
  ])
  return rows as { id: string; number: number }[]
}
const DEMO = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`

test('installed, started without a network, ordered, killed, started again: one order when the network is back', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.signIn('9000000001')
  await phone.fill(SHOP, [])
  await phone.sees('Ponni raw rice')
  await phone.setOffline(true)
  await phone.reopen('/')
  await phone.sees('Annai Maligai')
  await phone.fill(SHOP, ['Ponni raw rice'])
  const id = await phone.order(SHOP)
  await phone.sees('Saved on this phone')
  await phone.reopen(`/order/${id}`)
  await phone.sees('The shop has not seen it yet.')
  expect(await ordersOf(DEMO(1))).toEqual([])

  await phone.setOffline(false)
  await phone.sees('Placed #')
  expect((await ordersOf(DEMO(1))).map((order) => order.id)).toEqual([id])
})

test('while the wasm is held back, what is edited and asked survives the closing of the tab and arrives once', async () => {
  // Without a worker every request passes the route, also what a worker would have kept.
  const phone = await openPhone(market.browser, market.url, { serviceWorkers: 'block' })
  const held: Route[] = []
  await phone.context.route('**/*.wasm', (route) => void held.push(route))
  await phone.arrive()
  await phone.signIn('9000000002')
  await phone.fill(SHOP, ['Ponni raw rice'])
  await phone.sees('See cart')
  await phone.reopen(`/shop/${SHOP}`)
  await phone.fill(SHOP, ['Glucose biscuits'])
  await phone.sees('2 items')
  await phone.reopen(`/cart/${SHOP}`)
  await phone.sees('Ponni raw rice')
  await phone.sees('Glucose biscuits')
  const id = await phone.order(SHOP)
  await phone.sees('Saved on this phone')
  await phone.reopen(`/order/${id}`)
  await phone.sees('Saved on this phone')
  expect(held.length).toBeGreaterThan(0)
  expect(await ordersOf(DEMO(2))).toEqual([])

  await phone.context.unroute('**/*.wasm')
  await phone.reopen(`/order/${id}`)
  await phone.sees('Placed #')
  expect((await ordersOf(DEMO(2))).map((order) => order.id)).toEqual([id])
  const { rows } = await market.pool.query(
    `SELECT sku, qty FROM order_lines WHERE order_id = $1 AND kind = 'product' ORDER BY 1`,
    [id],
  )
  expect(rows).toEqual([
    { sku: 'glucose-biscuit-200', qty: 1000 },
    { sku: 'ponni-raw-5', qty: 1000 },
  ])
})

/** Until it is let go, nobody decides in this shop: what is sent stays sent. */
async function holdLane(store: string) {
  const client = await market.pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT FROM lanes WHERE name = $1 FOR UPDATE', [`store:${store}`])
  return async () => {
    await client.query('COMMIT')
    client.release()
  }
}

declare const stands: (word: string) => void

test('an order never stands lower than it stood, however the network and the tab come and go', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.signIn('9000000003')
  await phone.fill(SHOP, ['Ponni raw rice'])
  await phone.setOffline(true)
  await phone.order(SHOP)
  const seen: string[] = []
  await phone.context.exposeFunction('stands', (word: string) => {
    if (word && word !== seen.at(-1)) seen.push(word)
  })
  await phone.context.addInitScript(() => {
    const look = () => stands(document.querySelector('.standing')?.textContent ?? '')
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  })
  const sees = (word: string) => until(word, () => seen.at(-1) === word)
  const cutAndReopen = async (word: string) => {
    await phone.setOffline(true)
    await phone.reopen('/orders')
    await phone.sees(word)
  }
  const letGo = await holdLane(SHOP)
  try {
    await phone.reopen('/orders')
    await sees('Saved')
    for (let cut = 0; cut < 2; cut++) {
      await phone.setOffline(false)
      await phone.page.reload()
      await sees('Sent')
      await cutAndReopen('Sent')
    }
  } finally {
    await letGo()
  }
  await phone.setOffline(false)
  await phone.page.reload()
  await sees('Placed')
  await cutAndReopen('Placed')
  await phone.setOffline(false)
  await phone.page.reload()
  await phone.sees('Placed')
  expect(seen).toEqual(['Saved', 'Sent', 'Placed'])
})
