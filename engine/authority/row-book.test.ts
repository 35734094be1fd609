import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AreaRule } from '../model/area.ts'
import type { Fact } from '../model/fact.ts'
import { rowBook } from './row-book.ts'

type Cup = { id: string; shelf: string; full: number }
const idOf = (one: Cup) => one.id
const cups: AreaRule<Cup> = {
  name: 'cups',
  locks: false,
  keyOf: idOf,
  by: { id: idOf, shelf: (cup) => cup.shelf },
  rowsOf: (fact) => (fact.kind === 'cup' ? [fact.value as Cup] : []),
}
const areas = [cups as AreaRule<unknown>]
const byId = (key: string) => ({ area: 'cups', by: 'id', key })
const byShelf = (key: string) => ({ area: 'cups', by: 'shelf', key })
const cup = (id: string, shelf: string, full: number): Fact => ({
  kind: 'cup',
  key: `cup/${id}`,
  lanes: [],
  value: { id, shelf, full },
})

test('a row that was not named as needed cannot be read', () => {
  const book = rowBook(areas)
  expect(() => book.rows.one(byId('a'))).toThrow('not declared')
  book.absorb('cups', 'id', ['a'], [])
  expect(book.rows.one(byId('a'))).toBeUndefined()
})

test('needs are loaded areas in order, each key once, in key order, and only what is missing', () => {
  const book = rowBook(areas)
  book.absorb('cups', 'id', ['b'], [])
  expect(book.missing([byShelf('top'), byId('c'), byId('a'), byId('c'), byId('b')])).toEqual([
    { area: 'cups', by: 'id', keys: ['a', 'c'] },
    { area: 'cups', by: 'shelf', keys: ['top'] },
  ])
  expect(() => book.missing([{ area: 'plates', by: 'id', key: 'a' }])).toThrow('no area for plates')
})

test('a row that moves leaves the index value it had, and one nobody loaded stays unknown', () => {
  const book = rowBook(areas)
  book.absorb('cups', 'shelf', ['top'], [{ id: 'a', shelf: 'top', full: 1 }])
  book.fold(cup('a', 'bottom', 2), 'i')
  expect(book.rows.all(byShelf('top'))).toEqual([])
  expect(book.rows.has(byShelf('bottom'))).toBe(false)
  expect(book.changed()).toEqual([{ area: 'cups', rows: [{ id: 'a', shelf: 'bottom', full: 2 }] }])
})

test('what a batch sees is what a table would show that took the same facts', () => {
  const row = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    shelf: fc.constantFrom('top', 'middle', 'bottom'),
    full: fc.nat(9),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ({ id }) => id }),
      fc.array(row),
      (before, facts) => {
        const table = new Map(before.map((one) => [one.id, one]))
        const book = rowBook(areas)
        const found = (shelf: string) => before.filter((one) => one.shelf === shelf)
        for (const shelf of ['top', 'bottom']) book.absorb('cups', 'shelf', [shelf], found(shelf))
        book.absorb(
          'cups',
          'id',
          ['a', 'b'],
          before.filter(({ id }) => id < 'c'),
        )
        for (const { id, shelf, full } of facts) {
          table.set(id, { id, shelf, full })
          book.fold(cup(id, shelf, full), 'i')
        }
        const onShelf = (shelf: string) =>
          [...table.values()]
            .filter((one) => one.shelf === shelf)
            .sort((x, y) => (x.id < y.id ? -1 : 1))
        expect(book.rows.all(byShelf('top'))).toEqual(onShelf('top'))
        expect(book.rows.all(byShelf('bottom'))).toEqual(onShelf('bottom'))
        expect(book.rows.one(byId('a'))).toEqual(table.get('a'))
        const changed = [...new Set(facts.map(({ id }) => id))].sort().map((id) => table.get(id))
        expect(book.changed()).toEqual(changed.length ? [{ area: 'cups', rows: changed }] : [])
      },
    ),
  )
})
