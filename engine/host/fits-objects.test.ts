import * as A from '@automerge/automerge'
import { beforeEach, expect, test } from 'vitest'
import type { DocumentSort } from '../model/document.ts'
import { type CoreChange, type CoreOp, freshCore } from './core.ts'
import { limits } from './limits.ts'
import { newShard, type Shard } from './shard.ts'

type Doc = { map: { key?: unknown; list?: number[] }; text: string }

const anything: DocumentSort = {
  sort: 'anything',
  first: () => ({}),
  edits: {},
  allows: () => true,
}
const base = A.change(A.init<Doc>(), (d) => {
  Object.assign(d, { map: { list: [1] }, text: 'start' })
})
const [first] = A.getAllChanges(base) as [Uint8Array]
const idOf = (object: object | undefined) => String(A.getObjectId(object ?? {}))
const [map, list] = [idOf(base.map), idOf(base.map.list)]
const text = `${A.decodeChange(first).ops.findIndex(({ action }) => action === 'makeText') + 1}@${A.getActorId(base)}`

let shard: Shard
beforeEach(() => {
  shard = newShard(freshCore(), { anything }, limits.docBytes)
  shard.open('it', 'anything', [first])
})

const send = (bytes: Uint8Array) => {
  const { hash, deps } = A.decodeChange(bytes)
  return shard.prepare('it', [], [{ hash, deps, bytes, by: { person: 'mala', device: 'phone' } }])
}
const written = (edit: (d: Doc) => void) =>
  A.getLastLocalChange(A.change(A.clone(base), edit)) as Uint8Array
/** The same change with its op in another object. */
const moved = (change: Uint8Array, obj: string) => {
  const decoded = A.decodeChange(change) as unknown as CoreChange
  const ops = decoded.ops.map((op): CoreOp => ({ ...op, obj, pred: [] }))
  return A.encodeChange({ ...decoded, ops } as never)
}

const named = written((d) => {
  d.map.key = 1
})
const element = written((d) => {
  d.map.list?.unshift(1)
})

test.each([
  ['a name in a text', moved(named, text), 'bad-shape'],
  ['a name in a list', moved(named, list), 'bad-shape'],
  ['an element in a map', moved(element, map), 'bad-shape'],
  ['an element at the root', moved(element, '_root'), 'bad-shape'],
  ['a name in an object that nobody made', moved(named, '99@abcd'), 'path'],
])('%s is refused', (_, change, reason) => {
  expect(send(change)).toMatchObject({ ok: false, reason })
})

test('names in maps and elements in lists and texts are taken, also in what the same change makes', () => {
  const change = written((d) => {
    d.map.key = { deep: ['a', 'letter', { more: 'words' }] }
    d.map.list?.push(2)
    A.splice(d, ['text'], 1, 0, 'x')
  })
  expect(send(change)).toMatchObject({ ok: true })
})

test('what is written into an object that somebody else took away is taken', () => {
  const gone = written((d) => {
    delete d.map.list
  })
  expect(send(gone)).toMatchObject({ ok: true })
  shard.commit('it', [])
  expect(send(element)).toMatchObject({ ok: true })
})
