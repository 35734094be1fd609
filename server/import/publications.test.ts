import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { type Intent, readIntent, writeIntent } from '../../engine/model/intent.ts'
import { publishStockShape, type StockItem } from '../../intents/publish-stock/shape.ts'
import { publications } from './publications.ts'

const product = (sku: string, name: string): StockItem[] => [
  {
    do: 'product',
    sku,
    basis: 0,
    fields: { names: { en: name, ta: name }, aisle: 'a', shelf: 's', taxBp: 0, active: true },
  },
  { do: 'price', sku, paise: 1, mrpPaise: 1, basis: 0 },
]

test('whatever is published, every publication can be asked, in order, and nothing is left out', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', 'த', '"', '\\'),
    minLength: 1,
    maxLength: 160,
  })
  fc.assert(
    fc.property(fc.array(name, { maxLength: 300 }), (names) => {
      const groups = names.map((each, at) => product(`p${at}`, each))
      const bodies = publications('shop', groups)
      for (const body of bodies) {
        v.parse(publishStockShape.body, body)
        const text = writeIntent({
          v: 1,
          kind: 'publish-stock',
          basis: [],
          body: body as Intent['body'],
        })
        expect(readIntent(text)).toHaveProperty('intent')
      }
      expect(bodies.flatMap((body) => body.items)).toEqual(groups.flat())
      for (const { items } of bodies) expect(items.length % 2).toBe(0)
    }),
    { numRuns: 30 },
  )
})

test('as much as fits goes into one publication', () => {
  const groups = Array.from({ length: 50 }, (_, at) => product(`p${at}`, 'Toned milk'))
  expect(publications('shop', groups).length).toBe(1)
  expect(publications('shop', []).length).toBe(0)
})
