import '@automerge/automerge'
import { expect, test } from 'vitest'
import { openNodeReplica } from '../../engine/replica/node.ts'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { sorts } from '../../schema/documents/all.ts'
import { cartAbout, cart as cartSort } from '../../schema/documents/cart.ts'
import { userLane } from '../../schema/lanes.ts'
import { signInAt } from '../kit/api.ts'
import { until } from '../kit/until.ts'
import { openMarket } from './market.ts'
import { openPhone, type Phone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()
const RICE = 'ponni-raw-5'
const BISCUITS = 'glucose-biscuit-200'

const someone = async (digits: string): Promise<Phone> => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.signIn(digits)
  return phone
}

test('what a visitor put into a cart is the cart of the person who signs in, and can be ordered at once', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.fill(SHOP, ['Ponni raw rice', 'Glucose biscuits'])
  await phone.goTo(`/check/${SHOP}`)
  await phone.page.getByText('I collect it').click()
  await phone.page.getByText('Sign in to order').click()
  await phone.enter('9000000001')
  await phone.page.waitForURL(/\/check\//)
  await phone.page.getByText('I collect it').click()
  await phone.sees('₹398')
  await phone.page.getByRole('button', { name: 'Place order' }).click()
  await phone.sees('Placed #')
  await phone.sees('Glucose biscuits')
})

test('a price moves on an open shop page when the shop publishes it, and nobody reloads', async () => {
  const phone = await someone('9000000005')
  await phone.fill(SHOP, [])
  await phone.sees('Marie biscuits')
  const row = phone.page.locator('.product-row', { hasText: 'Marie biscuits' })
  await market.shop.setPrice('marie-biscuit-250', 4321)
  await row.getByText('₹43.21').waitFor({ timeout: 30_000 })
  await market.shop.leave('marie-biscuit-250', 0)
  await row.getByText('Sold out').waitFor({ timeout: 30_000 })
})

test('an order above what was agreed comes back as a choice, and agreeing places it', async () => {
  const phone = await someone('9000000002')
  await phone.fill(SHOP, ['Ponni raw rice', 'Glucose biscuits'])
  await phone.setOffline(true)
  await phone.order(SHOP)
  await phone.sees('Saved on this phone')
  const before = await market.shop.price(RICE)
  await market.shop.setPrice(RICE, 60_000)
  await phone.setOffline(false)
  await phone.sees('Fix your order')
  await phone.sees('Ponni raw rice is now ₹600 (was ₹378)')
  await phone.page.getByRole('button', { name: 'Agree to ₹620' }).click()
  await phone.sees('Placed #')
  await phone.sees('₹620')
  await market.shop.setPrice(RICE, before)
})

/** Says of what lies in the cart that its owner is to be asked if it runs short. */
async function askMe({ page, goTo }: Phone, product: string) {
  await goTo(`/cart/${SHOP}`)
  const row = page.locator('.product-row', { hasText: product })
  await row.getByRole('button', { name: 'If it runs short' }).click()
  await page.getByRole('button', { name: 'Ask me', exact: true }).click()
  await row.getByText('Ask me').waitFor()
}

test('what somebody chooses in place of a sold out line is what is ordered, and lifts the order over the minimum', async () => {
  const phone = await someone('9000000006')
  await phone.fill(SHOP, ['Sona masoori rice', 'Glucose biscuits'])
  await askMe(phone, 'Sona masoori rice')
  await phone.setOffline(true)
  await phone.order(SHOP)
  await market.shop.leave('sona-masoori-5', 0)
  await phone.setOffline(false)
  await phone.sees('Fix your order')
  const { page } = phone
  await page.getByRole('radio', { name: 'Remove' }).check()
  await phone.sees('₹79 short of the minimum')
  expect(await page.getByRole('button', { name: /^Agree/ }).count()).toBe(0)
  await page.getByRole('radio', { name: 'Basmati rice 1 kg · ₹128' }).check()
  await page.getByRole('button', { name: 'Agree to ₹148' }).click()
  await phone.sees('Placed #')
  await phone.sees('Basmati rice')
  await phone.sees('₹148')
})

test('a line that the offer leaves out is shown as left out, and is', async () => {
  const phone = await someone('9000000007')
  await phone.fill(SHOP, ['Ponni raw rice', 'Leaf tea'])
  await askMe(phone, 'Leaf tea')
  await phone.setOffline(true)
  await phone.order(SHOP)
  await market.shop.leave('leaf-tea-250', 0)
  await phone.setOffline(false)
  await phone.sees('Fix your order')
  const chosen = phone.page.locator('.fix-line :checked + span')
  expect(await chosen.allInnerTexts()).toEqual(['Remove'])
  await phone.page.getByRole('button', { name: 'Agree to ₹378' }).click()
  await phone.sees('Placed #')
  expect(await phone.page.getByText('Leaf tea').count()).toBe(0)
})

test('signing out with unsent work asks: it stays, goes along as a copy, or is thrown away by typing so', async () => {
  const phone = await someone('9000000003')
  await phone.fill(SHOP, [])
  await phone.sees('Ponni raw rice')
  await phone.setOffline(true)
  await phone.fill(SHOP, ['Ponni raw rice'])
  const { page } = phone
  const signOut = async () => {
    await phone.goTo('/you')
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await phone.sees('1 change has not reached the server.')
  }
  await signOut()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await phone.sees('+91 90000 00003')

  await signOut()
  const copied = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save a copy first' }).click()
  const text = await readAll(await (await copied).createReadStream())
  expect(text).toContain(RICE)

  await page.getByText('Discard it').first().click()
  const discard = page.getByRole('button', { name: 'Discard it' })
  expect(await discard.isDisabled()).toBe(true)
  await page.getByLabel('Type DISCARD').fill('DISCARD')
  await discard.click()
  await page.waitForURL(/\/place$/)
  await until('the visitor', async () => (await databases(phone)).join() === 'haat-visitor')
})

const databases = (phone: Phone) =>
  phone.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

test('a price forged in a document moves no price, no total, and places nothing', async () => {
  const phone = await someone('9000000004')
  await phone.fill(SHOP, ['Ponni raw rice', 'Glucose biscuits'])
  await phone.goTo(`/cart/${SHOP}`)
  await phone.sees('₹398')
  const { person, device, accessToken } = await signInAt(market.url, '9000000004', 'a forger')
  const forger = await openNodeReplica({
    ...{ person, device, sorts, ownLane: userLane(person), file: ':memory:' },
    ...{ server: market.url, accessToken: async () => accessToken },
  })
  const mine = forger.document(cartSort, cartAbout(person, SHOP, 1))
  await until('the cart', () => Object.keys(mine.plain().lines).length === 2)
  await mine.edit('note', { name: RICE, text: '{"paise":1}' })
  const forged = await mine.ask(checkoutShape, {
    ...{ store: SHOP, cart: mine.id, fill: 'all', when: 'pickup', pay: 'cod', tipPaise: 0 },
    maxTotalPaise: 1_000_000,
    // Enough for the shop's minimum, so that nothing but the prices speaks against it.
    lines: [RICE, BISCUITS].map((sku) => ({
      ...{ line: sku, sku, qty: 2_000, upTo: 15_000, else: 'drop' as const },
      seen: { paise: 15_000, version: 99 },
    })),
  })
  const answered = await until('the answer', () => {
    const item = forger.item(forged.id)
    return item && item.step !== 'saved' && item.step !== 'sent' && item
  })
  expect(answered).toMatchObject({
    step: 'review',
    problems: [{ code: 'price-up', params: { sku: RICE, now: { paise: 37_800 } } }],
  })
  await phone.goTo(`/cart/${SHOP}`)
  await phone.sees('₹398')
  await phone.goTo(`/shop/${SHOP}/${RICE}`)
  await phone.sees('₹378')
  const { rows } = await market.pool.query('SELECT id FROM orders WHERE id = $1', [forged.id])
  expect(rows).toEqual([])
  await forger.close()
})
