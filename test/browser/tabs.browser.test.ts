import '@automerge/automerge'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openNodeReplica } from '../../engine/replica/node.ts'
import { sorts } from '../../schema/documents/all.ts'
import { cartAbout, cartRows, cart as cartSort } from '../../schema/documents/cart.ts'
import { userLane } from '../../schema/lanes.ts'
import { pieces } from '../../schema/quantity.ts'
import { signInAt } from '../kit/api.ts'
import { until } from '../kit/until.ts'
import { databases, keptOn } from './kept.ts'
import { openMarket } from './market.ts'
import { openPhone } from './phone.ts'
import { SHOP } from './shop.ts'
import { watchWrites } from './writes.ts'

const market = await openMarket()
const [ASHA, RAVI] = ['9000000001', '9000000002']
const HOUSE = '7 Sannadhi Street'
const NAMES = { 'ponni-raw-5': 'Ponni raw rice', 'glucose-biscuit-200': 'Glucose biscuits' }
type Sku = keyof typeof NAMES
const SKUS = Object.keys(NAMES) as Sku[]
const [RICE, BISCUITS] = SKUS as [Sku, Sku]

const row = (tab: Page, sku: Sku) => tab.locator('.product-row', { hasText: NAMES[sku] })
const tap = (tab: Page, sku: Sku) =>
  row(tab, sku)
    .getByRole('button', { name: /^(Add|One more) / })
    .click()
/** How many of each a tab shows in the cart. */
const shown = async (tab: Page) =>
  Object.fromEntries(
    await Promise.all(
      SKUS.map(async (sku) => {
        const said = row(tab, sku).locator('output')
        return [sku, (await said.count()) === 0 ? 0 : Number(await said.textContent())] as const
      }),
    ),
  )

test('three tabs edit one cart offline and two of them crash: what was saved is there once, and the next person sees nothing of it', async () => {
  const phone = await openPhone(market.browser, market.url)
  const writes = await watchWrites(phone.context)
  await phone.arrive()
  // Typed before signing in: it goes along, and must not be there for whoever signs in next.
  await phone.goTo('/place/house')
  await phone.page.getByLabel('House').fill(HOUSE)
  await phone.page.getByLabel('Phone').fill(ASHA)
  await phone.page.getByRole('button', { name: 'Save address' }).click()
  await phone.sees(HOUSE)
  await phone.signIn(ASHA)
  await phone.fill(SHOP, [])
  await phone.sees('Ponni raw rice')
  const tabs = [
    phone.page,
    await phone.openTab(`/shop/${SHOP}`),
    await phone.openTab(`/shop/${SHOP}`),
  ] as [Page, Page, Page]
  await phone.setOffline(true)

  const wanted = { [RICE]: 0, [BISCUITS]: 0 } as Record<Sku, number>
  const add = async (tab: Page, sku: Sku) => {
    wanted[sku]++
    await tap(tab, sku)
  }
  const taps = () => wanted[RICE] + wanted[BISCUITS]
  const allSaved = () => until('every tap to be saved', () => writes.stored.size === taps())
  const allAgree = async () => {
    for (const tab of tabs) {
      await until('every tab to show every tap', async () => {
        const now = await shown(tab)
        return SKUS.every((sku) => now[sku] === wanted[sku])
      })
    }
  }

  // Everybody at once, also the first of each product; then one after the other.
  await Promise.all(tabs.map((tab) => add(tab, RICE)))
  for (const tab of tabs) await add(tab, BISCUITS)
  await Promise.all(tabs.map((tab, n) => add(tab, n === 1 ? RICE : BISCUITS)))
  await allSaved()
  await allAgree()

  // In the middle of a write: the transaction holds the tap and has not come to its end.
  await writes.stick(tabs[2])
  await tap(tabs[2], RICE)
  await until('the write to be under way', () => writes.begun.size === taps() + 1)
  await add(tabs[0], BISCUITS)
  expect((await shown(tabs[1]))[RICE]).toBe(wanted[RICE])
  expect(writes.stored.size).toBe(taps() - 1)
  await phone.crash(tabs[2])
  await allSaved()

  // As soon as a tap is called saved, while it goes on into its document.
  const saved = writes.next()
  await add(tabs[1], RICE)
  await saved
  await phone.crash(tabs[1])
  await phone.reopen(`/shop/${SHOP}`)
  tabs[0] = phone.page
  for (const n of [1, 2] as const) tabs[n] = await phone.openTab(`/shop/${SHOP}`)
  await allAgree()
  await Promise.all(tabs.map((tab) => add(tab, RICE)))
  await allSaved()
  await allAgree()
  expect([...new Set(writes.begun.values())]).toEqual(['strict'])

  await phone.setOffline(false)
  const asha = await hasArrived(wanted)
  expect(await changesOf(asha)).toBe(1 + taps())
  const order = await phone.order(SHOP)
  await phone.sees('Placed #')
  expect(await orderedLines(order)).toEqual(inOrder(wanted))

  // What would give her away is on the phone while she uses it.
  const traces = [asha, ASHA, HOUSE, order]
  expect(await tracesIn(phone.page, traces)).toEqual(traces)
  await phone.goTo('/you')
  await phone.page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await phone.sees('Everything is sent. This phone forgets you.')
  const others = [tabs[1], tabs[2]]
  for (const tab of others) await willBeginAnew(tab)
  await phone.page.locator('dialog').getByRole('button', { name: 'Sign out' }).click()
  await phone.page.waitForURL(/\/place$/)
  for (const tab of others) await hasBegunAnew(tab)
  await until(
    'the visitor alone',
    async () => (await databases(phone.page)).join() === 'haat-visitor',
  )
  expect(await tracesIn(phone.page, traces)).toEqual([])

  await phone.page.getByRole('button', { name: /^Mylapore/ }).click()
  await phone.sees('Shops near you')
  for (const tab of others) await willBeginAnew(tab)
  await phone.signIn(RAVI)
  for (const tab of others) await hasBegunAnew(tab)
  for (const [tab, sku] of [
    [tabs[1], RICE],
    [tabs[2], BISCUITS],
  ] as const) {
    await row(tab, sku).waitFor()
    // The shelves of a person who is new here come anew: a row that is tapped while it is replaced hears nothing.
    await tab.waitForLoadState('networkidle')
    expect((await shown(tab))[sku]).toBe(0)
    await tap(tab, sku)
    await until('the tab to show the tap', async () => (await shown(tab))[sku] === 1)
  }
  await phone.goTo('/orders')
  await phone.sees('No orders yet')
  await phone.goTo('/place/house')
  expect(await phone.page.getByLabel('House').inputValue()).toBe('')
  expect(await tracesIn(phone.page, traces)).toEqual([])
  await phone.goTo(`/cart/${SHOP}`)
  await phone.sees('Glucose biscuits')
  await phone.sees('Ponni raw rice')
  const his = await phone.order(SHOP)
  await phone.sees('Placed #')
  expect(await orderedLines(his)).toEqual(inOrder({ [RICE]: 1, [BISCUITS]: 1 }))
}, 240_000)

/** Nobody touches these tabs: that they follow the one which is used is their own doing. */
const willBeginAnew = (tab: Page) => tab.evaluate(() => void Object.assign(globalThis, { old: 1 }))
const hasBegunAnew = (tab: Page) => tab.waitForFunction(() => !('old' in globalThis))

/** Which of these stand anywhere on the phone. */
const tracesIn = async (page: Page, traces: readonly string[]) => {
  const kept = await keptOn(page)
  return traces.filter((trace) => kept.includes(trace))
}

const inOrder = (counts: Record<string, number>) =>
  Object.keys(counts)
    .sort()
    .map((sku) => ({ sku, qty: pieces(counts[sku] ?? 0) }))

async function orderedLines(order: string) {
  const { rows } = await market.pool.query(
    // Two first taps at once are two lines of one product.
    `SELECT sku, sum(qty)::int AS qty FROM order_lines WHERE order_id = $1 AND kind = 'product'
     GROUP BY sku ORDER BY sku`,
    [order],
  )
  return rows
}

/** Another device of the person, which has only what the server has. */
async function hasArrived(wanted: Record<Sku, number>): Promise<string> {
  const { person, device, accessToken } = await signInAt(market.url, ASHA, 'another device')
  const other = await openNodeReplica({
    ...{ person, device, sorts, ownLane: userLane(person), file: ':memory:' },
    ...{ server: market.url, accessToken: async () => accessToken },
  })
  const mine = other.document(cartSort, cartAbout(person, SHOP, 1))
  await until('the server to have every saved tap', () => {
    const rows = cartRows(mine.plain().lines)
    return SKUS.every((sku) => rows.find((one) => one.sku === sku)?.qty === pieces(wanted[sku]))
  })
  await other.close()
  return person
}

/** How many changes the server keeps of the person's cart: its first, and one for each tap. */
async function changesOf(person: string): Promise<number> {
  const { rows } = await market.pool.query(
    `SELECT count(*)::int AS n FROM changes JOIN documents ON documents.id = changes.doc
     WHERE documents.about->>'customer' = $1`,
    [person],
  )
  return rows[0].n
}
