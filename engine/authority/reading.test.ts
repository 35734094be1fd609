import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { writeIntent } from '../model/intent.ts'
import { openReader } from './reading.ts'
import { shopRules } from './testing/shop.ts'

const waiting = (id: string, text: string) => ({
  ...{ id, text, author: 'priya', device: 'd1', document: id, change: 'ab' },
  ...{ payloadHash: '', attempts: 0 },
})
const take = (qty: number) =>
  writeIntent({ v: 1, kind: 'take', basis: [], body: { store: 'annai', sku: 'milk', qty } })

test('what is read ahead is what is read in its turn', () => {
  const reader = openReader(shopRules)
  for (const text of [take(1), take(1.5 * 2), '{"v":1}', 'nonsense']) {
    const one = waiting(v7(), text)
    const inTurn = openReader(shopRules).read(one)
    reader.ahead([one])
    expect(reader.read(one)).toEqual(inTurn)
  }
})

test('a text that is another than the one read ahead is read again', () => {
  const reader = openReader(shopRules)
  const id = v7()
  reader.ahead([waiting(id, take(1))])
  expect(reader.read(waiting(id, take(7)))).toMatchObject({ body: { qty: 7 } })
})
