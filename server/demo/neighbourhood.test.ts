import * as v from 'valibot'
import { expect, test } from 'vitest'
import { isIntentId } from '../../engine/model/intent.ts'
import { aisleOf } from '../../schema/aisles.ts'
import { GLYPHS } from '../../schema/glyphs.ts'
import { storeLane } from '../../schema/lanes.ts'
import { metresBetween } from '../../schema/place.ts'
import { openingOf, Sku, StoreId, StoreSettings } from '../../schema/store.ts'
import { demoPeople } from './people.ts'
import { demoProducts } from './products.ts'
import { demoShops } from './shops.ts'

const shelves = demoShops.map(({ store }) => ({ store, products: demoProducts(store) }))
const all = shelves.flatMap(({ store, products }) => products.map((p) => ({ store, ...p })))

test('there are at least six shops, 300 products and eight people in four roles', () => {
  expect(demoShops.length).toBeGreaterThanOrEqual(6)
  expect(all.length).toBeGreaterThanOrEqual(300)
  expect(demoPeople.length).toBe(8)
  const roles = new Set(demoPeople.flatMap((p) => p.roles.map((r) => r.role)))
  expect([...roles].sort()).toEqual(['owner', 'platform_admin', 'rider', 'staff'])
  expect(demoPeople.some((p) => p.roles.length === 0)).toBe(true)
})

test('every shop and every SKU can be written down as the schema wants it', () => {
  for (const { store, settings } of demoShops) {
    v.parse(StoreId, store)
    v.parse(StoreSettings, settings)
  }
  for (const { sku } of all) v.parse(Sku, sku)
  expect(new Set(all.map((p) => `${p.store}/${p.sku}`)).size).toBe(all.length)
})

test('no product costs nothing or more than its MRP, and opening stock is whole', () => {
  for (const { sku, paise, mrpPaise, pieces } of all) {
    expect(paise, sku).toBeGreaterThan(0)
    expect(paise, sku).toBeLessThanOrEqual(mrpPaise)
    expect(Number.isInteger(pieces) && pieces >= 0, sku).toBe(true)
  }
})

test('every name is there in three languages, each in its own script', () => {
  for (const { sku, fields } of all) {
    expect(fields.names.en, sku).toMatch(/^[A-Z][\x20-\x7e]+$/)
    expect(fields.names.ta, sku).toMatch(/^[\p{Script=Tamil}\d W()]+$/u)
    expect(fields.names.hi, sku).toMatch(/^[\p{Script=Devanagari}\d W]+$/u)
  }
})

test('every aisle is known in three languages and every plate has its glyph', () => {
  const glyphs: readonly string[] = GLYPHS
  for (const { sku, fields } of all) {
    expect(aisleOf(fields.aisle).names.ta, fields.aisle).toBeDefined()
    expect(glyphs, sku).toContain(fields.glyph)
  }
})

test('some things are sold out and some are few, as in a real shop', () => {
  expect(all.filter((p) => p.pieces === 0).length).toBeGreaterThan(4)
  expect(all.filter((p) => p.pieces > 0 && p.pieces <= 5).length).toBeGreaterThan(4)
})

test('the shops are one neighbourhood, each with an owner, and open at noon', () => {
  const noon = Date.UTC(2026, 0, 14, 6, 30)
  for (const { store, settings } of demoShops) {
    expect(metresBetween(settings.place, demoShops[0]?.settings.place as never)).toBeLessThan(3_000)
    expect(openingOf(settings, noon).open, store).toBe(true)
    const owners = demoPeople.filter((p) =>
      p.roles.some((r) => r.scope === storeLane(store) && r.role === 'owner'),
    )
    expect(owners.length, store).toBe(1)
  }
})

test('people have their own ids and Indian mobile numbers', () => {
  expect(new Set(demoPeople.map((p) => p.id)).size).toBe(demoPeople.length)
  expect(new Set(demoPeople.map((p) => p.phone)).size).toBe(demoPeople.length)
  for (const { id, phone } of demoPeople) {
    expect(isIntentId(id)).toBe(true)
    expect(phone).toMatch(/^\+91[6-9]\d{9}$/)
  }
})
