import { expect, test } from 'vitest'
import { until } from '../kit/until.ts'
import { openMarket } from './market.ts'
import { openPhone, type Phone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()

const someone = async (digits: string): Promise<Phone> => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.signIn(digits)
  return phone
}
const linesOf = async (order: string) => {
  const { rows } = await market.pool.query('SELECT value FROM facts WHERE key = $1 LIMIT 1', [
    `order/${order}/lines`,
  ])
  return rows[0]?.value
}

test('whoever asked to be told hears of it when it is back, on any screen and after a new start', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await market.shop.leave('marie-biscuit-250', 0)
  await phone.goTo(`/shop/${SHOP}`)
  await phone.page.getByRole('button', { name: 'Tell me: Marie biscuits' }).click()
  await phone.sees('Will tell you')
  await phone.reopen('/orders')
  await phone.sees('No orders yet')
  await market.shop.leave('marie-biscuit-250', 9)
  await phone.sees('Marie biscuits is back at Annai Maligai')
  await phone.goTo('/')
  await phone.sees('Back in stock')
  await phone.page.getByRole('button', { name: 'Add Marie biscuits' }).click()
  await phone.page.getByRole('button', { name: 'Thank you' }).click()
  await phone.page.getByText('Back in stock').waitFor({ state: 'detached' })
  await phone.reopen('/')
  await phone.sees('Annai Maligai')
  expect(await phone.page.getByText('Back in stock').count()).toBe(0)
  expect(phone.complaints).toEqual([])
})

test('what was written for the shop stands in the order that it gets', async () => {
  const phone = await someone('9000000001')
  await phone.fill(SHOP, ['Ponni raw rice'])
  await phone.goTo(`/cart/${SHOP}`)
  const { page } = phone
  const write = async (button: string, words: string) => {
    await page.getByRole('button', { name: button }).click()
    await page.getByLabel('Your words').fill(words)
    await page.getByRole('button', { name: 'Save note' }).click()
  }
  await write('Add note', 'last month’s was better')
  await write('Note for the shop', 'ring twice')
  await phone.sees('ring twice')
  const order = await phone.order(SHOP)
  await phone.sees('Placed #')
  await phone.sees('last month’s was better')
  const { note, notes } = await until('the fact', () => linesOf(order))
  expect([note, Object.values(notes)]).toEqual(['ring twice', ['last month’s was better']])
  expect(phone.complaints).toEqual([])
})

test('a phone whose clock went back asks what time it is before it saves an order, and waits by the answer', async () => {
  const phone = await someone('9000000002')
  await phone.fill(SHOP, ['Ponni raw rice'])
  const { page } = phone
  await phone.setOffline(true)
  await phone.goTo(`/check/${SHOP}`)
  await page.getByText('I collect it').click()
  await page.getByText('Bring it to me').click()
  await page.getByText('I collect it').click()
  await page.evaluate(() => {
    const real = Date.now
    Date.now = () => real() - 3 * 3_600_000
  })
  await page.getByRole('button', { name: 'Save order to send later' }).click()
  await phone.sees('What time is it?')
  await page.getByRole('button', { name: 'Neither: I set the clock first' }).click()
  expect(page.url()).toContain('/check/')
  await page.getByRole('button', { name: 'Save order to send later' }).click()
  await page
    .getByRole('button', { name: /^It is / })
    .first()
    .click()
  await phone.sees('Saved on this phone')
})

test('“send now, then sign out” sends first and leaves nothing behind; without a network it says so and stays', async () => {
  const phone = await someone('9000000004')
  await phone.fill(SHOP, [])
  await phone.sees('Ponni raw rice')
  await phone.setOffline(true)
  await phone.fill(SHOP, ['Ponni raw rice'])
  const { page } = phone
  await phone.goTo('/you')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await phone.sees('1 change has not reached the server.')
  const send = page.getByRole('button', { name: 'Send now, then sign out' })
  await send.click()
  await phone.sees('Sending…')
  await phone.sees('Not everything could be sent.')
  await phone.setOffline(false)
  // Whatever is sent by itself meanwhile needs no press.
  await send.click({ timeout: 5_000 }).catch(() => page.getByText('Sign out').last().click())
  await until('the visitor', async () => {
    // The page begins anew meanwhile, and whoever asks the old one gets no answer.
    const names = await page
      .evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
      .catch(() => [])
    return names.join() === 'haat-visitor'
  })
  const other = await someone('9000000004')
  await other.goTo(`/cart/${SHOP}`)
  await other.sees('Ponni raw rice')
  expect(phone.complaints).toEqual([])
})
