import * as A from '@automerge/automerge'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { genesis } from '../../engine/model/genesis.ts'
import { documentMake, plainMake, toPlain } from '../../engine/model/plain.ts'
import { type Cart, cart, cartAbout, cartRows, changeCount } from './cart.ts'

const about = cartAbout('priya', 'annai', 1)
const start = () => A.loadIncremental(A.init<Cart>(), genesis(cart as never, about))
type Edits = typeof cart.edits
const edit = <N extends keyof Edits>(doc: A.Doc<Cart>, name: N, args: Parameters<Edits[N]>[1]) =>
  A.change(doc, (draft) =>
    (cart.edits[name] as (d: Cart, a: unknown, m: unknown) => void)(draft, args, documentMake),
  )

test('three milk on one phone and one on another are four, even if both were the first', () => {
  const one = edit(start(), 'addLine', { line: 'a', sku: 'milk', qty: 3000 })
  const two = edit(start(), 'addLine', { line: 'b', sku: 'milk', qty: 1000 })
  expect(cartRows(A.merge(one, two).lines)).toMatchObject([{ sku: 'milk', qty: 4000 }])
})

test('removing takes away what was seen, so a concurrent +1 survives and nothing rises from the dead', () => {
  const both = edit(start(), 'addLine', { line: 'a', sku: 'milk', qty: 2000 })
  const removed = edit(A.clone(both), 'remove', { seen: [{ line: 'a', qty: 2000 }] })
  const added = edit(A.clone(both), 'addTo', { line: 'a', by: 1000 })
  expect(cartRows(removed.lines)).toEqual([])
  expect(cartRows(A.merge(removed, added).lines)).toMatchObject([{ qty: 1000 }])
})

test('a line at or below zero is dead: the next add starts a new one', () => {
  const lines = { a: { sku: 'milk', qty: -1000 } }
  expect(changeCount(lines, { sku: 'milk', by: 1000, newLine: 'b' })).toEqual({
    edit: 'addLine',
    args: { line: 'b', sku: 'milk', qty: 1000 },
  })
})

test('taking more than is there takes what is there', () => {
  const lines = { a: { sku: 'milk', qty: 1000 } }
  expect(changeCount(lines, { sku: 'milk', by: -5000, newLine: 'b' })).toEqual({
    edit: 'addTo',
    args: { line: 'a', by: -1000 },
  })
})

test('an edit does to the plain projection what it does to the document', () => {
  const step = fc.oneof(
    fc.record({
      sku: fc.constantFrom('milk', 'rice'),
      by: fc.constantFrom(-2000, -1000, 1000, 2000),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let doc = start()
      const plain = toPlain(doc) as Cart
      steps.forEach((asked, n) => {
        const change = changeCount(plain.lines, { ...asked, newLine: `line-${n}` })
        if (!change) return
        doc = edit(doc, change.edit, change.args as never)
        ;(cart.edits[change.edit] as (d: Cart, a: unknown, m: unknown) => void)(
          plain,
          change.args,
          plainMake,
        )
        expect(toPlain(doc)).toEqual(plain)
      })
    }),
    { numRuns: 50 },
  )
})

test('a writer may touch lines, choices and notes, and neither delete a line nor rewrite what the cart is about', () => {
  const by = { person: 'priya', actor: 'a' }
  const may = (path: string[], action: 'set' | 'delete' | 'increment' | 'make') =>
    cart.allows({ path, action }, by)
  expect(may(['lines', 'a'], 'make')).toBe(true)
  expect(may(['lines', 'a', 'qty'], 'increment')).toBe(true)
  expect(may(['lines', 'a'], 'delete')).toBe(false)
  expect(may(['lines', 'a', 'price'], 'set')).toBe(false)
  expect(may(['about'], 'set')).toBe(false)
})
