import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { foundStore } from '../../server/import/found-store.ts'
import { importCatalogue } from '../../server/import/import-catalogue.ts'
import { openMarket } from './market.ts'
import { openPhone } from './phone.ts'

const market = await openMarket()
const AISLES = ['Grocery', 'Beauty', 'Kitchen']
const EACH = 1_000
/** What a phone may hold at once of a list that is looked at through a window. */
const ROWS_DRAWN = 120

/** A shop with three aisles of a thousand products each, as an import founds it. */
async function openLongShop() {
  const dir = await mkdtemp(join(tmpdir(), 'haat-long-'))
  const file = join(dir, 'catalogue.csv')
  const rows = AISLES.flatMap((aisle) =>
    Array.from(
      { length: EACH },
      (_, n) => `${aisle} thing ${n},${aisle},Things,Thing,Maker,${n + 1},${n + 1}`,
    ),
  )
  const head = 'name,category,subcategory,type,brand,price_rupees,mrp_rupees'
  await writeFile(file, [head, ...rows].join('\n'))
  const node = { pool: market.pool, wake: () => {} }
  const place = { latE6: 13_033_700, lngE6: 80_269_700 }
  await foundStore(node, { store: 'long-shop', name: 'Long Shop', place })
  const report = await importCatalogue(node, {
    ...{ store: 'long-shop', file, dryRun: false, onRead: () => {} },
  })
  await rm(dir, { recursive: true, force: true })
  return report
}

test('a shop of three thousand products is walked from end to end with few rows drawn, and searched', async () => {
  await openLongShop()
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.goTo('/shop/long-shop')
  const { page } = phone
  for (const _ of AISLES) await phone.sees('1,000 products')
  await page
    .getByText('1,000 products')
    .nth(AISLES.length - 1)
    .waitFor()
  const drawn: number[] = []
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    await page.evaluate(
      (at) => scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * at),
      part,
    )
    // Whatever stands in the middle of the screen is a product, or the gap between two aisles.
    await page.waitForFunction(() =>
      document.elementsFromPoint(195, 420).some((each) => each.matches('.product-row, h2')),
    )
    drawn.push(await page.locator('.product-row').count())
  }
  expect(Math.max(...drawn)).toBeLessThanOrEqual(ROWS_DRAWN)
  // A catalogue says nothing of stock: until the shop counts, there is nothing to add.
  await page
    .locator('.product-row')
    .last()
    .getByRole('button', { name: /^Tell me/ })
    .click()
  await phone.sees('Will tell you')

  await phone.goTo('/search?in=long-shop')
  await page.getByRole('searchbox').fill('kitchen thing 999')
  await page.getByRole('button', { name: 'Tell me: Kitchen thing 999' }).waitFor()
  expect(phone.complaints).toEqual([])
})
