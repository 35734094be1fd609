import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from 'vitest'
import { words as en } from '../../client/words/en/index.ts'
import { words as hi } from '../../client/words/hi/index.ts'
import { words as ta } from '../../client/words/ta/index.ts'
import type { Language } from '../../schema/names.ts'
import { openMarket } from './market.ts'
import { misfits } from './misfits.ts'
import { openPhone, type Phone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()
const dictionaries = { en, ta, hi }

/** Every screen by its address: of a visitor who has nothing yet, then of somebody in the middle of everything. */
const EMPTY = [
  '/welcome',
  '/place',
  '/',
  '/orders',
  `/cart/${SHOP}`,
  '/search?q=xylophone',
  '/sign-in',
  '/you',
]
const FULL = [
  ...['/', '/search?q=rice', `/shop/${SHOP}`, `/shop/${SHOP}/ponni-raw-5`, `/cart/${SHOP}`],
  ...[`/check/${SHOP}`, '/orders', '/you', '/place/house', '/nowhere'],
]

/** Walks all screens in one language; `look` is called when one stands. The phones are left as they were found. */
async function walk(
  { visitor, person, orders }: { visitor: Phone; person: Phone; orders: string[] },
  language: Language,
  look: (phone: Phone, screen: string) => Promise<void>,
) {
  for (const [phone, screens] of [
    [visitor, EMPTY],
    [person, [...FULL, ...orders.map((id) => `/order/${id}`)]],
  ] as const) {
    await phone.goTo('/you')
    await phone.page.evaluate(
      (chosen) => localStorage.setItem('haat/language', JSON.stringify(chosen)),
      language,
    )
    for (const screen of screens) {
      await phone.goTo(screen)
      await phone.page.locator('h1').first().waitFor()
      await phone.page.locator('.skeleton').first().waitFor({ state: 'detached' })
      await look(phone, screen)
    }
    await phone.goTo('/you')
    await phone.page.getByRole('button', { name: dictionaries[language].sync.title }).click()
    await phone.page.locator('dialog[open]').waitFor()
    await look(phone, 'sync sheet')
  }
}

/** Somebody with an order that is placed, one that came back and one that waits on the phone; and a visitor. */
async function twoPhones(digits: string) {
  const visitor = await openPhone(market.browser, market.url)
  await visitor.arrive()
  const person = await openPhone(market.browser, market.url)
  await person.arrive()
  await person.signIn(digits)
  await person.fill(SHOP, ['Ponni raw rice'])
  const placed = await person.order(SHOP)
  await person.sees('Placed #')
  await person.fill(SHOP, ['Glucose biscuits'])
  const back = await person.order(SHOP)
  await person.sees('Fix your order')
  await person.fill('kapali-kaikani', ['Tomato, country'])
  await person.setOffline(true)
  const saved = await person.order('kapali-kaikani')
  await person.sees('Saved on this phone')
  return { visitor, person, orders: [placed, back, saved] }
}

test('no screen has a serious barrier in any language and theme, nor a complaint under the content policy', async () => {
  const phones = await twoPhones('9000000001')
  const barriers: string[] = []
  for (const language of ['en', 'ta', 'hi'] as const) {
    await walk(phones, language, async ({ page }, screen) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
        for (const { id, impact, nodes } of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue
          const where = nodes.map(({ target }) => target.join(' ')).slice(0, 3)
          barriers.push(`${screen} ${language} ${colorScheme}: ${id} at ${where.join(', ')}`)
        }
      }
    })
  }
  expect(barriers).toEqual([])
}, 240_000)

test('Tamil at 200 % fits a phone of 360 px on every screen: nothing scrolls sideways, no text is cut off', async () => {
  const phones = await twoPhones('9000000002')
  const wide: string[] = []
  for (const { page } of [phones.visitor, phones.person]) {
    await page.setViewportSize({ width: 360, height: 640 })
    await page.evaluate(() => localStorage.setItem('haat/text', '"200"'))
  }
  await walk(phones, 'ta', async ({ page }, screen) => {
    for (const misfit of await misfits(page)) wide.push(`${screen}: ${misfit}`)
  })
  expect(wide).toEqual([])
})
