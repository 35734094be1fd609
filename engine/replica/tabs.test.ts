import { expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import { localLock } from './lock.ts'
import type { Replica } from './replica.ts'
import { memoryDisk } from './storage/memory.ts'
import type { Channel, TabNews } from './tabs.ts'
import { changed, type Market, openDevice, openMarket } from './testing/market.ts'

const about = cartAbout('asha', 'annai-stores', 1)
const LINE = '01936f6e-7c1a-7000-8000-000000000001'
const qty = (tab: Replica) => cartRows(tab.document(cart, about).plain().lines)[0]?.qty ?? 0

/** One browser: tabs share the database, the locks and a channel that delivers later, as a real one does. */
function browser(market?: Market) {
  const disk = memoryDisk()
  const lock = localLock()
  const ears = new Map<object, (news: TabNews) => void>()
  const channel = (): Channel => {
    const me = {}
    return {
      tell(news) {
        const copy = structuredClone(news)
        for (const [who, hear] of ears) if (who !== me) setImmediate(() => hear(copy))
      },
      listen: (listener) => void ears.set(me, listener),
      close: () => void ears.delete(me),
    }
  }
  return {
    tab: () =>
      openDevice('asha', { store: disk.open(), lock, tabs: channel(), ...(market && { market }) }),
  }
}

test('what one tab does, the other shows, offline, and it is done once', async () => {
  const { tab } = browser()
  const [left, right] = [await tab(), await tab()]
  await left.document(cart, about).edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  await changed(right, () => qty(right) === 1)
  await Promise.all(
    [left, right, left, right].map((each) =>
      each.document(cart, about).edit('addTo', { line: LINE, by: 1 }),
    ),
  )
  await changed(left, () => qty(left) === 5)
  await changed(right, () => qty(right) === 5)
  const item = await left.document(cart, about).ask(checkoutShape, checkoutShape.example)
  await changed(right, () => right.item(item.id)?.step === 'saved')
  expect(await right.takeBack(item.id)).toBe(true)
  await changed(left, () => left.items().length === 0)
  expect(await left.takeBack(item.id)).toBe(false)
})

test('two tabs that write while there is no server bring everything once when there is one', async () => {
  const market = await openMarket()
  await market.down()
  const { tab } = browser(market)
  const [left, right] = [await tab(), await tab()]
  await left.document(cart, about).edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  await changed(right, () => qty(right) === 1)
  await right.document(cart, about).edit('addTo', { line: LINE, by: 1 })
  await left.document(cart, about).edit('addTo', { line: LINE, by: 1 })
  const item = await right.document(cart, about).ask(checkoutShape, checkoutShape.example)
  // One tab is frozen: only the other comes back.
  await left.close()
  await market.up()
  right.sendNow()
  await changed(right, () => right.waiting().length === 0 && qty(right) === 3)
  await changed(right, () => right.item(item.id)?.step === 'accepted')
  expect(market.asked).toHaveLength(1)
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  await changed(tablet, () => qty(tablet) === 3)
})
