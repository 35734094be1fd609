import { expect, test } from 'vitest'
import { cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import { until } from '../../test/kit/until.ts'
import { localLock } from './lock.ts'
import type { Replica } from './replica.ts'
import { changed, openDevice, openMarket } from './testing/market.ts'

const about = cartAbout('asha', 'annai-stores', 1)
const LINE = '01936f6e-7c1a-7000-8000-000000000001'
const milk = (device: Replica) => cartRows(device.document(cart, about).plain().lines)[0]?.qty
const heads = (device: Replica) => device.document(cart, about).heads().join()

/** A cart with milk in it, on both of a person's devices and on the server. */
async function twoDevices(lock = localLock()) {
  const market = await openMarket()
  const phone = await openDevice('asha', { market, lock })
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  tablet.document(cart, about)
  await phone.document(cart, about).edit('addLine', { line: LINE, sku: 'milk', qty: 2000 })
  await changed(tablet, () => milk(tablet) === 2000)
  await changed(phone, () => phone.waiting().length === 0)
  return { market, phone, tablet }
}

test('one more and one less that come together leave both devices at the same heads', async () => {
  const { market, phone, tablet } = await twoDevices()
  await market.down()
  const mine = phone.document(cart, about)
  const before = heads(phone)
  await mine.edit('addTo', { line: LINE, by: 1000 })
  await changed(phone, () => heads(phone) !== before)
  await mine.edit('addTo', { line: LINE, by: -1000 })
  await market.up()
  tablet.sendNow()
  await changed(tablet, () => tablet.status().at === 'live')
  phone.sendNow()
  await changed(phone, () => phone.waiting().length === 0)
  await until('the same heads', () => heads(tablet) === heads(phone))
  expect(milk(tablet)).toBe(2000)
})

test('one more and one less that are entered together are sent at once', async () => {
  const lock = localLock()
  const { market, phone, tablet } = await twoDevices(lock)
  const mine = phone.document(cart, about)
  // Repo sends a tenth of a second after a change: when this one has gone, no earlier word is still to come.
  await mine.edit('addTo', { line: LINE, by: 500 })
  await changed(phone, () => phone.waiting().length === 0)
  let release = () => {}
  const held = lock('haat-jots-asha', () => new Promise<void>((resolve) => (release = resolve)))
  await mine.edit('addTo', { line: LINE, by: 1000 })
  await mine.edit('addTo', { line: LINE, by: -1000 })
  release()
  await held
  await until('nothing waits', () => phone.waiting().length === 0)
  await until('the same heads', () => heads(tablet) === heads(phone))
  expect(market.rows.documents.get(mine.id)?.changes).toHaveLength(5)
  expect(milk(tablet)).toBe(2500)
})
