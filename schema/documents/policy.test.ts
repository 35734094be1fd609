import '@automerge/automerge'
import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { sharedCore } from '../../engine/host/core.ts'
import { limits } from '../../engine/host/limits.ts'
import { newShard } from '../../engine/host/shard.ts'
import { canonical } from '../../engine/model/canonical.ts'
import type { About, DocumentSort } from '../../engine/model/document.ts'
import { genesis } from '../../engine/model/genesis.ts'
import { sorts } from './all.ts'
import { cartAbout } from './cart.ts'
import { requestsAbout } from './requests.ts'
import { riderLogAbout } from './rider-log.ts'
import { stockDraftAbout } from './stock-draft.ts'
import { threadAbout } from './thread.ts'

type Doc = Record<string, Record<string, unknown>>
type Edit = (doc: Doc) => void
const text = (value: string) => new A.ImmutableString(value)
const put =
  (container: string, key: string, value: unknown): Edit =>
  (doc) => {
    const into = container === '' ? doc : (doc[container] as Record<string, unknown>)
    into[key] = value
  }
const drop =
  (container: string, key: string): Edit =>
  (doc) => {
    delete (container === '' ? doc : (doc[container] as Record<string, unknown>))[key]
  }

/** A document in a shard as the host has it; `write` says what becomes of a person's change. */
function hosted(about: About) {
  const shard = newShard(sharedCore(), sorts, limits.docBytes)
  const first = genesis(sorts[about.sort] as DocumentSort, about)
  shard.open('doc', about.sort, [first])
  const start = A.loadIncremental(A.init<Doc>(), first)
  let doc = A.clone(start)
  const hosted = {
    write: (person: string, ...edits: Edit[]) => hosted.writeFrom(doc, person, ...edits),
    /** By somebody who has heard of nothing yet. */
    writeApart: (person: string, ...edits: Edit[]) => hosted.writeFrom(start, person, ...edits),
    writeFrom(from: A.Doc<Doc>, person: string, ...edits: Edit[]): string {
      let next = A.clone(from)
      const changes = edits.map((edit) => {
        next = A.change(next, edit)
        const bytes = A.getLastLocalChange(next) as Uint8Array
        const { hash, deps } = A.decodeChange(bytes)
        return { hash, deps, bytes, by: { person, device: 'phone' } }
      })
      const result = shard.prepare('doc', [], changes)
      if (!result.ok) {
        const place = changes.findIndex(({ hash }) => hash === result.hash)
        return place === 0 ? result.reason : `${result.reason} at ${place}`
      }
      shard.commit('doc', [])
      doc = A.merge(doc, next)
      return 'stored'
    },
  }
  return hosted
}

const abouts = [
  cartAbout('priya', 'annai', 1),
  requestsAbout('priya'),
  riderLogAbout('priya', 'annai', 'monday'),
  stockDraftAbout('annai', 1),
  threadAbout('priya', 'annai', 1),
]

test('every sort is looked at here', () => {
  expect(abouts.map((about) => about.sort).sort()).toEqual(Object.keys(sorts).sort())
})

describe.each(abouts)('in a $sort', (about) => {
  const containers = Object.keys(sorts[about.sort]?.first() ?? {})
  test.each([
    ['what it is about is rewritten', put('', 'about', text('{}'))],
    ['what it is about is deleted', drop('', 'about')],
    ['something is put beside its containers', put('', 'status', text('paid'))],
    ...[...containers, 'people', 'intents'].map((name): [string, Edit] => [
      `${name} is replaced`,
      put('', name, {}),
    ]),
    ['a map is put where a word stands', put(containers[0] ?? 'intents', 'price', { paise: 1 })],
    ['an intent has no name of its own', put('intents', '0', 1)],
  ])('nothing is stored when %s', (what, edit) => {
    // A cart's lines are maps; what they may hold is looked at beside the cart.
    if (about.sort === 'cart' && what.startsWith('a map')) return
    expect(hosted(about).write('priya', edit)).toBe('path')
  })
})

const say = (id: string, by: string, words = 'vanakkam') =>
  put('messages', id, text(canonical({ by, text: words })))

describe('a thread', () => {
  const thread = () => hosted(threadAbout('priya', 'annai', 1))

  test('takes a message from who says it, and the same again', () => {
    const doc = thread()
    expect(doc.write('priya', say('m1', 'priya'))).toBe('stored')
    expect(doc.writeApart('priya', say('m1', 'priya'))).toBe('stored')
    expect(doc.writeApart('priya', say('m1', 'priya', 'else'))).toBe('path')
    expect(doc.write('sam', say('m2', 'sam'), say('m3', 'sam'))).toBe('stored')
  })
  test.each([
    ['in another’s name', 'sam', say('m2', 'priya')],
    ['over another’s', 'sam', say('m1', 'sam')],
    ['over their own', 'priya', say('m1', 'priya', 'something else')],
    ['without a name', 'sam', put('messages', 'm2', text('hi'))],
    ['letter by letter', 'sam', put('messages', 'm2', 'hi')],
    ['longer than anybody reads', 'sam', say('m2', 'sam', 'x'.repeat(2_001))],
  ])('takes none %s', (_, person, edit) => {
    const doc = thread()
    doc.write('priya', say('m1', 'priya'))
    expect(doc.write(person, edit)).toBe('path')
  })
  test('is not talked out of a message within one frame, nor by deleting it', () => {
    const doc = thread()
    expect(doc.write('priya', say('m1', 'priya'), say('m1', 'priya', 'no, this'))).toBe('path at 1')
    doc.write('priya', say('m1', 'priya'))
    expect(doc.write('priya', drop('messages', 'm1'))).toBe('path')
  })
  test('lets people move their own read mark and nobody else’s', () => {
    const doc = thread()
    const mark = (whose: string, at: string) => put('reads', whose, text(at))
    expect(doc.write('sam', mark('sam', 'm1'))).toBe('stored')
    expect(doc.write('sam', mark('sam', 'm2'))).toBe('stored')
    expect(doc.write('sam', mark('priya', 'm9'))).toBe('path')
  })
})

describe('what is added for good', () => {
  test.each([
    ['a movement', stockDraftAbout('annai', 1), 'movements'],
    ['an entry of a rider', riderLogAbout('priya', 'annai', 'monday'), 'entries'],
  ])('%s: is not changed, not deleted, and said again it is the same', (_, about, container) => {
    const doc = hosted(about)
    const add = (value: string) => put(container, 'a', text(value))
    expect(doc.write('priya', add('{"n":1}'))).toBe('stored')
    expect(doc.writeApart('priya', add('{"n":1}'))).toBe('stored')
    expect(doc.writeApart('priya', add('{"n":2}'))).toBe('path')
    expect(doc.write('priya', add('{"n":2}'))).toBe('path')
    expect(doc.write('priya', drop(container, 'a'))).toBe('path')
  })
})

test('an intent that was stored stands, and the change that rewrites it is the one to go', () => {
  const doc = hosted(requestsAbout('priya'))
  const ask = (body: string) => put('intents', '01900000-0000-7000-8000-000000000001', text(body))
  expect(doc.write('priya', ask('{"a":1}'), ask('{"a":2}'))).toBe('intent-rewritten at 1')
  expect(doc.write('priya', ask('{"a":1}'))).toBe('stored')
  expect(doc.writeApart('priya', ask('{"a":1}'))).toBe('stored')
  expect(doc.write('priya', ask('{"a":2}'))).toBe('intent-rewritten')
})
