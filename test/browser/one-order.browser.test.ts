import { expect, test } from 'vitest'
import { until } from '../kit/until.ts'
import { openMarket } from './market.ts'
import { openPhone, type Phone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()
const ASHA = '9000000001'

const linesOf = async (phone: Phone) => {
  const list = phone.page.locator('section', { has: phone.page.getByText('In this order') })
  await list.waitFor()
  return (await list.getByRole('listitem').allInnerTexts()).map((line) => line.split('\n')[0])
}

test('a cart edited offline on two phones, asked on one, with the server killed meanwhile, is exactly one order', async () => {
  const one = await openPhone(market.browser, market.url)
  const two = await openPhone(market.browser, market.url)
  for (const phone of [one, two]) {
    await phone.arrive()
    await phone.signIn(ASHA)
  }
  await one.fill(SHOP, ['Glucose biscuits', 'Ponni raw rice'])
  await two.goTo(`/cart/${SHOP}`)
  await two.sees('Glucose biscuits')
  await two.sees('Ponni raw rice')
  await two.fill(SHOP, [])
  await two.sees('Marie biscuits')

  await one.setOffline(true)
  await two.setOffline(true)
  await one.order(SHOP)
  await one.sees('Saved on this phone')
  await two.fill(SHOP, ['Marie biscuits'])

  await one.reopen('/orders')
  await one.sees('Annai Maligai')
  await one.goTo('/search')
  await one.page.getByRole('searchbox').fill('biscuit')
  await one.sees('Glucose biscuits')

  const back = Promise.all([one.setOffline(false), two.setOffline(false)])
  await market.kill()
  await back
  await market.restart()

  await one.goTo('/orders')
  await two.goTo('/orders')
  const orders = await until('the one order', async () => {
    const { rows } = await market.pool.query('SELECT id, number FROM orders')
    return rows.length > 0 && rows
  })
  for (const phone of [one, two]) {
    await phone.page.locator(`a[href="/order/${orders[0].id}"]`).first().click()
    await phone.sees(`#${orders[0].number}`)
    await phone.sees('Added after you ordered')
  }
  expect(await linesOf(one)).toEqual(await linesOf(two))
  expect((await linesOf(one)).sort()).toEqual(['Glucose biscuits', 'Ponni raw rice'])

  const { rows } = await market.pool.query('SELECT id FROM orders')
  expect(rows).toHaveLength(1)
})
