import { beforeEach, describe, expect, test } from 'vitest'
import { documentId } from '../../model/document.ts'
import type { FoundIntent } from '../../model/pending.ts'
import type { HostStore, QuarantineRow } from '../storage/host-store.ts'
import {
  noteAbout as about,
  storedAt as at,
  changeOf as change,
  flushOf,
  hashOf,
} from './flushes.ts'

/** A store under test, empty, with what its sink has been given and kept. */
export type Subject = {
  store: HostStore
  found(): Promise<FoundIntent[]>
  /** The next flush does everything and then says that it failed. */
  loseNextReply?(): void
  /** How many refusals of a person were let go, by reason. */
  counted(person: string): Promise<Record<string, number>>
  /** Bytes that are kept of what this person was refused. */
  keptBytes(person: string): Promise<number>
  /** The sink throws from now on. */
  breakSink(): void
}

const intent = (n: number): FoundIntent => ({
  id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  text: '{"v":1}',
  author: 'mala',
  device: 'phone',
  document: documentId(about('a')),
  change: hashOf(1),
})

const refused = (n: number, over: Partial<QuarantineRow> = {}): QuarantineRow => ({
  id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  document: documentId(about('a')),
  hash: hashOf(n),
  person: 'ravi',
  device: 'phone',
  reason: 'unloadable',
  detail: 'heads',
  bytes: new Uint8Array(6),
  at,
  ...over,
})

/** What every host storage must do. */
export function hostStoreSuite(name: string, open: () => Promise<Subject>): void {
  describe(`host storage: ${name}`, () => {
    let subject: Subject
    let store: HostStore
    const id = documentId(about('a'))
    beforeEach(async () => {
      subject = await open()
      store = subject.store
    })

    test('has one name', async () => {
      expect(await store.identity()).toBe(await store.identity())
    })

    test('gives back what was flushed, whole', async () => {
      const second = change(2, { via: 'hub', deps: [hashOf(1), hashOf(9)], person: 'mala' })
      const flush = flushOf('a', 0, { changes: [change(1), second], heads: [hashOf(2), hashOf(7)] })
      expect(await store.flush([flush])).toEqual(new Set([id]))
      expect(await store.load(id)).toEqual({
        document: {
          id,
          sort: 'note',
          about: about('a'),
          state: 'open',
          version: 2,
          heads: [hashOf(2), hashOf(7)],
          ops: 2,
          maxOp: 11,
          bytes: 3,
        },
        snapshots: [],
        rows: [change(1), second].map(({ n, bytes }) => ({ n, bytes })),
        known: [change(1), second].map(({ hash, actor, seq, startOp, ops, person }) => ({
          hash,
          actor,
          seq,
          startOp,
          ops,
          person,
        })),
        poison: [],
      })
      const { document } = (await store.load(id)) ?? {}
      expect(await store.described([id, documentId(about('b'))])).toEqual(new Map([[id, document]]))
      expect(await store.since(id, 0)).toEqual([change(1), second])
      expect(await store.since(id, 1)).toEqual([second])
      expect(await store.since(id, 2)).toEqual([])
    })

    test('knows nothing of a document that is not there', async () => {
      expect(await store.load(id)).toBeUndefined()
      expect(await store.since(id, 0)).toBeUndefined()
      expect(await store.versions([id])).toEqual(new Map())
    })

    test('writes only over the version that is expected, each document for itself', async () => {
      await store.flush([flushOf('a', 0), flushOf('b', 0)])
      const b = documentId(about('b'))
      expect(await store.flush([flushOf('a', 0), flushOf('b', 1)])).toEqual(new Set([b]))
      expect(await store.flush([flushOf('c', 1)])).toEqual(new Set())
      expect(await store.versions([id, b, documentId(about('c'))])).toEqual(
        new Map([
          [id, { version: 1, isSealed: false }],
          [b, { version: 2, isSealed: false }],
        ]),
      )
      expect(await store.since(id, 0)).toHaveLength(1)
    })

    test('lets one of two writers win', async () => {
      const both = await Promise.all([
        store.flush([flushOf('a', 0), flushOf('b', 0)]),
        store.flush([flushOf('b', 0), flushOf('a', 0)]),
      ])
      const won = both.flatMap((one) => [...one])
      expect(won.sort()).toEqual([id, documentId(about('b'))].sort())
    })

    test('keeps intents with the changes of the documents that won, and no others', async () => {
      await store.flush([flushOf('a', 0, { intents: [intent(1)] })])
      await store.flush([
        flushOf('a', 0, { intents: [intent(2)] }),
        flushOf('b', 0, { intents: [intent(3)] }),
      ])
      expect((await subject.found()).map((one) => one.id)).toEqual([intent(1).id, intent(3).id])
    })

    test('keeps no change whose intents could not be kept', async () => {
      subject.breakSink()
      await expect(store.flush([flushOf('a', 0, { intents: [intent(1)] })])).rejects.toThrow()
      expect(await store.load(id)).toBeUndefined()
    })

    test('writes nothing to a document that is put away', async () => {
      await store.flush([flushOf('a', 0)])
      await store.setState(id, 'quarantined')
      expect(await store.flush([flushOf('a', 1)])).toEqual(new Set())
      expect((await store.load(id))?.document.state).toBe('quarantined')
    })

    test('serves what is sealed, and says so; not what is put away', async () => {
      await store.flush([flushOf('a', 0)])
      await store.setState(id, 'sealed')
      expect(await store.flush([flushOf('a', 1)])).toEqual(new Set())
      expect(await store.versions([id])).toEqual(new Map([[id, { version: 1, isSealed: true }]]))
      await store.setState(id, 'quarantined')
      expect(await store.versions([id])).toEqual(new Map())
    })

    test('keeps the two newest snapshots and gives the rows after the newest', async () => {
      await store.flush([flushOf('a', 0, { changes: [change(1), change(2), change(3)] })])
      for (const n of [1, 2, 3]) {
        await store.snapshot(id, { n, heads: [hashOf(n)], bytes: Uint8Array.of(n), at })
      }
      const loaded = await store.load(id)
      expect(loaded?.snapshots).toEqual([
        { n: 3, heads: [hashOf(3)], bytes: Uint8Array.of(3), at },
        { n: 2, heads: [hashOf(2)], bytes: Uint8Array.of(2), at },
      ])
      expect(loaded?.rows).toEqual([])
      expect(loaded?.known).toHaveLength(3)
    })

    test('takes saves in whatever order they come, and one of a number', async () => {
      await store.flush([flushOf('a', 0, { changes: [change(1), change(2), change(3)] })])
      const save = (n: number, byte: number) =>
        store.snapshot(id, { n, heads: [hashOf(n)], bytes: Uint8Array.of(byte), at })
      await Promise.all([save(3, 3), save(3, 33)])
      await save(1, 1)
      await save(2, 2)
      const kept = (await store.load(id))?.snapshots ?? []
      expect(kept.map(({ n }) => n)).toEqual([3, 2])
      expect([3, 33]).toContain(kept[0]?.bytes[0])
    })

    test('forgets the bytes under two saves once they are old, and nothing else', async () => {
      const all = [change(1), change(2), change(3), change(4)]
      await store.flush([flushOf('a', 0, { changes: all }), flushOf('b', 0, { changes: all })])
      const save = (of: string, n: number, when: number) =>
        store.snapshot(of, { n, heads: [hashOf(n)], bytes: Uint8Array.of(n), at: when })
      await save(id, 2, at)
      expect(await store.forgetBytes(at + 1)).toBe(0)
      await save(id, 3, at + 10)
      await save(documentId(about('b')), 2, at + 10)
      expect(await store.forgetBytes(at)).toBe(0)
      expect(await store.forgetBytes(at + 1)).toBe(2)
      expect(await store.forgetBytes(at + 1)).toBe(0)
      expect((await store.since(id, 0))?.map(({ bytes }) => bytes.length)).toEqual([0, 0, 3, 3])
      expect((await store.load(id))?.known).toHaveLength(4)
    })

    test('leaves of an erased document nothing but that it is erased', async () => {
      await store.flush([flushOf('a', 0)])
      await store.snapshot(id, { n: 1, heads: [hashOf(1)], bytes: Uint8Array.of(1), at })
      await store.erase(id)
      expect(await store.load(id)).toEqual({
        document: {
          id,
          sort: '',
          about: { sort: '' },
          state: 'erased',
          version: 0,
          heads: [],
          ops: 0,
          maxOp: 0,
          bytes: 0,
        },
        snapshots: [],
        rows: [],
        known: [],
        poison: [],
      })
      expect(await store.versions([id])).toEqual(new Map())
      // Nobody makes it again, neither from the beginning nor from where they were.
      expect(await store.flush([flushOf('a', 0)])).toEqual(new Set())
      expect(await store.flush([flushOf('a', 1)])).toEqual(new Set())
      await store.setState(id, 'open')
      expect((await store.load(id))?.document.state).toBe('erased')
      const never = documentId(about('never made'))
      await store.erase(never)
      expect(await store.flush([flushOf('never made', 0)])).toEqual(new Set())
    })

    test('keeps what was refused once, knows what is poison, and stops keeping bytes at the person’s share', async () => {
      await store.flush([flushOf('a', 0)])
      const share = { bytes: 12, rows: 100 }
      await store.quarantine([refused(50), refused(51, { reason: 'actor-taken' })], share)
      await store.quarantine([refused(52, { hash: hashOf(50) }), refused(53)], share)
      const poison = (await store.load(id))?.poison ?? []
      expect(poison.sort((a, b) => (a.hash < b.hash ? -1 : 1))).toEqual([
        { hash: hashOf(50), reason: 'unloadable' },
        { hash: hashOf(53), reason: 'unloadable' },
      ])
      expect(await subject.keptBytes('ravi')).toBe(12)
    })

    test('keeps so many refusals of a person, lets the oldest of the same reason go, and counts them', async () => {
      await store.flush([flushOf('a', 0)])
      const share = { bytes: 1_000, rows: 3 }
      const when = (n: number) => ({ at: at + n })
      const kept = async () => ((await store.load(id))?.poison ?? []).map(({ hash }) => hash).sort()
      await store.quarantine([refused(40, when(40)), refused(41, when(41))], share)
      await store.quarantine([refused(39, { ...when(39), reason: 'deadline' })], share)
      // Somebody else has a share of their own, and what is said again takes no room.
      await store.quarantine([refused(38, { ...when(38), person: 'mala' })], share)
      await store.quarantine([refused(90, { ...when(90), hash: hashOf(41) })], share)
      expect(await store.load(id)).toMatchObject({ poison: { length: 4 } })
      expect(await subject.counted('ravi')).toEqual({})
      await store.quarantine([refused(42, when(42)), refused(43, when(43))], share)
      expect(await kept()).toEqual([hashOf(38), hashOf(39), hashOf(42), hashOf(43)].sort())
      expect(await subject.counted('ravi')).toEqual({ unloadable: 2 })
      // Of a new reason there is none yet: the oldest of all makes room.
      await store.quarantine([refused(44, { ...when(44), reason: 'path' })], share)
      expect(await kept()).toEqual([hashOf(38), hashOf(42), hashOf(43)].sort())
      expect(await subject.counted('ravi')).toEqual({ unloadable: 2, deadline: 1 })
      expect(await subject.counted('mala')).toEqual({})
    })
  })
}
