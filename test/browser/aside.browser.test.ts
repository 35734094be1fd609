import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openMarket } from './market.ts'
import { openPhone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()
/** More than any change may hold, however well it is packed. */
const TOO_MANY_LETTERS = 400_000

/** As an app with a bug would: what waits to be asked becomes larger than the server takes. */
const swell = (page: Page, id: string, letters: number) =>
  page.evaluate(
    async ([asked, count]) => {
      const done = <Value>(request: IDBRequest<Value>) =>
        new Promise<Value>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const names = (await indexedDB.databases()).map(({ name = '' }) => name)
      const database = await done(
        indexedDB.open(names.find((name) => name !== 'haat-visitor') ?? ''),
      )
      const jots = database.transaction('jots', 'readwrite').objectStore('jots')
      const noise = Array.from({ length: count / 8 }, () => Math.random().toString(16).slice(2, 10))
      for (const jot of (await done(jots.getAll())) as {
        id: string
        key: string
        text: string
      }[]) {
        if (jot.id !== asked) continue
        await done(jots.put({ ...jot, text: `${jot.text}${noise.join('')}` }, jot.key))
      }
      database.close()
    },
    [id, letters] as const,
  )

test('an order that the server does not take is set aside: with the reason, a copy to keep, and its cart as before', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.signIn('9000000001')
  await phone.fill(SHOP, ['Ponni raw rice'])
  await phone.setOffline(true)
  const id = await phone.order(SHOP)
  await phone.sees('Saved on this phone')
  await swell(phone.page, id, TOO_MANY_LETTERS)
  await phone.setOffline(false)

  const REASON = 'This change is too large to send.'
  await phone.page.getByRole('heading', { name: 'Set aside' }).waitFor({ timeout: 30_000 })
  await phone.sees(REASON)
  const copied = phone.page.waitForEvent('download')
  await phone.page.getByRole('button', { name: 'Save a copy' }).first().click()
  expect(await readFile(await (await copied).path(), 'utf8')).toContain(id)

  await phone.reopen('/orders')
  const row = phone.page.locator(`a[href="/order/${id}"]`).first()
  await row.getByText('Set aside').waitFor()
  await row.getByText(REASON).waitFor()
  await phone.goTo('/you')
  await phone.page.getByRole('button', { name: 'What is where' }).click()
  const sheet = phone.page.locator('dialog[open]')
  await sheet.getByRole('heading', { name: 'Set aside' }).waitFor()
  await sheet.getByText(REASON).waitFor()

  await phone.goTo(`/cart/${SHOP}`)
  await phone.sees('Ponni raw rice')
  const again = await phone.order(SHOP)
  await phone.sees('Placed #')
  const { rows } = await market.pool.query('SELECT id FROM orders')
  expect(rows).toEqual([{ id: again }])
})
