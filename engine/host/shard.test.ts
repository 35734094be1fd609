import * as A from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentId } from '../model/document.ts'
import { genesis } from '../model/genesis.ts'
import { freshCore, isPanic, sharedCore } from './core.ts'
import { guard } from './guard.ts'
import { limits } from './limits.ts'
import { newShard } from './shard.ts'
import { randomFrom, reseal } from './testing/mutate.ts'
import { sorts } from './testing/sorts.ts'
import { about, type Note, text } from './testing/world.ts'

const what = about('mala')
const id = documentId(what)
const first = genesis(sorts.note, what)
const by = { person: 'mala', device: 'phone' }

const opened = (core = sharedCore(), docBytes: number = limits.docBytes) => {
  const shard = newShard(core, sorts, docBytes)
  expect(shard.open(id, 'note', [first])).toMatchObject({ ok: true })
  return shard
}

/** Changes of one replica, each adding a note. */
function changesOf(count: number, size = 1) {
  let doc = A.loadIncremental(A.init<Note>(), first)
  const changes = Array.from({ length: count }, (_, i) => {
    doc = A.change(doc, (d) => {
      d.notes[`n${i}`] = text('x'.repeat(size))
    })
    const bytes = A.getLastLocalChange(doc) as Uint8Array
    const { hash, deps } = A.decodeChange(bytes)
    return { hash, deps, bytes, by }
  })
  return { doc, changes }
}

describe('a shard', () => {
  test('prepares on a copy: what is aborted never was', () => {
    const shard = opened()
    const { doc, changes } = changesOf(3)
    const before = shard.save(id)
    expect(shard.prepare(id, [], changes)).toMatchObject({ ok: true, heads: A.getHeads(doc) })
    shard.abort(id)
    expect(shard.save(id)).toEqual(before)
    shard.prepare(id, [], changes)
    shard.commit(id, [])
    expect(A.getHeads(A.load(shard.save(id)))).toEqual(A.getHeads(doc))
  })

  test('names the one change of many that cannot be', () => {
    const { changes } = changesOf(20)
    const at = 13
    const orphan = changesOf(2).changes[1]
    const poisoned = [...changes.slice(0, at), orphan, ...changes.slice(at)]
    const shard = opened()
    const refused = shard.prepare(id, [], poisoned as never)
    expect(refused).toMatchObject({ ok: false, reason: 'unloadable', hash: orphan?.hash })
    expect(shard.prepare(id, [], changes)).toMatchObject({ ok: true })
  })

  test('refuses a change that applies, but after which what is saved does not load', () => {
    const { changes } = changesOf(1)
    const [honest] = changes
    const far = A.encodeChange({
      ...A.decodeChange(honest?.bytes as Uint8Array),
      startOp: 2 ** 25 + 5,
    })
    const { hash, deps } = A.decodeChange(far)
    const refused = opened().prepare(id, [], [{ hash, deps, bytes: far, by }])
    expect(refused).toMatchObject({ ok: false, reason: 'unloadable', hash })
  })

  test('refuses what would make the document too big', () => {
    const { changes } = changesOf(3, 2_000)
    expect(opened(sharedCore(), 100).prepare(id, [], changes)).toMatchObject({
      ok: false,
      reason: 'document-full',
    })
  })

  test('sends equal news once, with everybody who gets them', () => {
    const shard = opened()
    const fresh = (peer: string) => ({ peer, fresh: 'write' as const })
    const outgoing = shard.commit(id, ['a', 'b', 'c'].map(fresh))
    expect(outgoing.map((one) => one.peers)).toEqual([['a', 'b', 'c']])
    expect(shard.commit(id, [{ peer: 'a' }, { peer: 'b' }])).toEqual([])
  })
})

test('a mutated change that gets through the guard never leaves a document that does not load', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), (seed) => {
      const chance = randomFrom(seed)
      let core = freshCore()
      let shard = newShard(core, sorts, limits.docBytes)
      shard.open(id, 'note', [first])
      const { changes } = changesOf(6)
      for (const honest of changes) {
        for (let i = 0; i < 20; i++) {
          const body = honest.bytes.slice()
          body[11 + (chance() % (body.length - 11))] = chance() & 0xff
          const mutant = reseal(body)
          const seen = guard(mutant, limits)
          if (!seen.ok) continue
          try {
            const result = shard.prepare(
              id,
              [],
              [{ hash: seen.hash, deps: seen.deps, bytes: seen.bytes, by }],
            )
            if (result.ok) expect(A.getHeads(A.load(shard.save(id)))).toBeTruthy()
            shard.abort(id)
          } catch (error) {
            // The host ends such a shard; here too it is not used again.
            if (!isPanic(error)) throw error
            core = freshCore()
            shard = newShard(core, sorts, limits.docBytes)
            shard.open(id, 'note', [first])
          }
        }
        expect(A.getHeads(A.load(shard.save(id)))).toHaveLength(1)
      }
    }),
    { numRuns: 5 },
  )
})

test('an op that takes the place of another key’s value is refused; one that takes its own key’s is not', () => {
  const shard = opened()
  const { changes, doc } = changesOf(2)
  expect(shard.prepare(id, [], changes)).toMatchObject({ ok: true })
  shard.commit(id, [])
  const later = A.change(doc, (d) => {
    d.notes.n0 = text('again')
    d.notes.n0 = text('and again')
  })
  const bytes = A.getLastLocalChange(later) as Uint8Array
  const honest = A.decodeChange(bytes)
  const sent = (made: Uint8Array) => {
    const { hash, deps } = A.decodeChange(made)
    return shard.prepare(id, [], [{ hash, deps, bytes: made, by }])
  }
  expect(sent(bytes)).toMatchObject({ ok: true })
  const [op] = honest.ops
  const moved = A.encodeChange({ ...honest, ops: [{ ...op, key: 'n1' }] } as never)
  expect(sent(moved)).toMatchObject({ ok: false, reason: 'bad-shape', detail: 'predecessors' })
})

test('a byte string is refused, but not for ever: the same hash may be tried again', () => {
  const doc = A.change(A.loadIncremental(A.init<Note>(), first), (d) => {
    d.notes.picture = new Uint8Array([1, 2, 3])
  })
  const bytes = A.getLastLocalChange(doc) as Uint8Array
  const { hash, deps } = A.decodeChange(bytes)
  const refused = opened().prepare(id, [], [{ hash, deps, bytes, by }])
  expect(refused).toMatchObject({ ok: false, reason: 'bad-shape', hash })
})
