import '@automerge/automerge'
import * as A from '@automerge/automerge/slim'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cart, cartAbout } from '../../schema/documents/cart.ts'
import type { Common, DocumentSort, Edit } from '../model/document.ts'
import { genesis } from '../model/genesis.ts'
import { documentMake, toPlain } from '../model/plain.ts'
import { openDesk } from './desk.ts'
import { type Jot, jotDown, jotKey, type Plain } from './jots.ts'

const about = cartAbout('asha', 'annai-stores', 1)
const nothing = { jots: [], bases: [], unsent: [] }
const sort = cart as unknown as DocumentSort
const line = fc.constantFrom('a', 'b', 'c')
const number = fc.integer({ min: -3000, max: 3000 })
const edit = fc.oneof(
  fc
    .record({ line, sku: fc.constantFrom('milk', 'rice'), qty: number })
    .map((args) => ['addLine', args]),
  fc.record({ line, by: number }).map((args) => ['addTo', args]),
  fc.array(fc.record({ line, qty: number }), { maxLength: 3 }).map((seen) => ['remove', { seen }]),
  fc.record({ sku: line, choice: fc.string() }).map((args) => ['choose', args]),
  fc.record({ name: line, text: fc.string() }).map((args) => ['note', args]),
) as fc.Arbitrary<[string, unknown]>
const jots = fc.array(edit, { maxLength: 25 }).map((edits) =>
  edits.map(
    ([name, args], i): Jot => ({
      key: jotKey(i + 1, `${i}`),
      id: `${i}`,
      document: 'd',
      about,
      at: i,
      what: 'edit',
      name,
      args,
    }),
  ),
)

test('an edit does the same to the projection now as to the document later', () => {
  fc.assert(
    fc.property(jots, (all) => {
      const start = A.loadIncremental(A.init<Common>(), genesis(sort, about))
      const plain = toPlain(start) as Plain
      let doc = start
      for (const jot of all) {
        jotDown(plain, jot, sort)
        doc = A.change(doc, (draft) => {
          const edits = cart.edits as unknown as Record<string, Edit<unknown, unknown>>
          if (jot.what === 'edit') edits[jot.name]?.(draft, jot.args, documentMake)
        })
      }
      expect(plain).toEqual(toPlain(doc))
    }),
    { numRuns: 60 },
  )
})

test('draining any number of jots changes nothing on the screen', () => {
  fc.assert(
    fc.property(jots, fc.nat(25), (all, drained) => {
      const shown = openDesk({ cart: sort }, nothing)
      for (const jot of all) shown.lay(jot)
      const before = structuredClone(shown.plain('d'))
      const plain = { about: '', ...sort.first(), people: {}, intents: {} } as Plain
      const base = structuredClone(before && { ...plain, about: before.about })
      const done = all.slice(0, drained)
      if (!base || done.length === 0) return
      for (const jot of done) jotDown(base, jot, sort)
      shown.lift(done.map(({ key }) => key))
      shown.rebase({ document: 'd', about, plain: base, heads: [] })
      expect(shown.plain('d')).toEqual(before)
    }),
  )
})

test('jots are laid in tap order, whatever order tabs bring them in, and never twice', () => {
  const desk = openDesk({ cart: sort }, nothing)
  const [first, second] =
    fc.sample(
      jots.filter((all) => all.length > 1),
      { numRuns: 1, seed: 7 },
    )[0] ?? []
  desk.lay(second as Jot)
  desk.lay(first as Jot)
  desk.lay(second as Jot)
  expect(desk.jots()).toEqual([first, second])
  expect(desk.nextKey('z') > (second as Jot).key).toBe(true)
  desk.lift([(first as Jot).key])
  desk.lay(first as Jot)
  expect(desk.jots()).toEqual([second])
})
