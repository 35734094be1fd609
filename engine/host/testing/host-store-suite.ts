import { beforeEach, describe, expect, test } from 'vitest'
import type { About } from '../../model/document.ts'
import { documentId } from '../../model/document.ts'
import type { FoundIntent } from '../../model/pending.ts'
import type { ChangeRow, Flush, HostStore, QuarantineRow } from '../storage/host-store.ts'

/** A store under test, empty, with what its sink has been given and kept. */
export type Subject = {
  store: HostStore
  found(): Promise<FoundIntent[]>
  /** The next flush does everything and then says that it failed. */
  loseNextReply?(): void
  /** The sink throws from now on. */
  breakSink(): void
}

const about = (name: string): About => ({ sort: 'note', owner: 'mala', name })
const hashOf = (n: number) => n.toString(16).padStart(64, '0')
const actorOf = (n: number) => n.toString(16).padStart(32, '0')
const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

const change = (n: number, over: Partial<ChangeRow> = {}): ChangeRow => ({
  n,
  hash: hashOf(n),
  actor: actorOf(1),
  seq: n,
  startOp: n * 10,
  ops: 2,
  deps: n > 1 ? [hashOf(n - 1)] : [],
  bytes: Uint8Array.of(n, 0, 255),
  person: 'mala',
  device: 'phone',
  at,
  ...over,
})

export const flushOf = (name: string, expected: number, over: Partial<Flush> = {}): Flush => ({
  id: documentId(about(name)),
  expected,
  sort: 'note',
  about: about(name),
  heads: [hashOf(expected + 1)],
  ops: 2,
  maxOp: 11,
  bytes: 3,
  changes: [change(expected + 1)],
  intents: [],
  ...over,
})

const intent = (n: number): FoundIntent => ({
  id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  text: '{"v":1}',
  author: 'mala',
  device: 'phone',
  document: documentId(about('a')),
  change: hashOf(1),
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
        rows: [change(1), second],
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
          [id, 1],
          [b, 2],
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

    test('keeps what was refused once, knows what is poison, and stops keeping bytes at the person’s share', async () => {
      await store.flush([flushOf('a', 0)])
      const refused = (n: number, over: Partial<QuarantineRow> = {}): QuarantineRow => ({
        id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`,
        document: id,
        hash: hashOf(n),
        person: 'ravi',
        device: 'phone',
        reason: 'unloadable',
        detail: 'heads',
        bytes: new Uint8Array(6),
        at,
        ...over,
      })
      await store.quarantine([refused(50), refused(51, { reason: 'actor-taken' })], 10)
      await store.quarantine([refused(52, { hash: hashOf(50) }), refused(53)], 10)
      const poison = (await store.load(id))?.poison ?? []
      expect(poison.sort((a, b) => (a.hash < b.hash ? -1 : 1))).toEqual([
        { hash: hashOf(50), reason: 'unloadable' },
        { hash: hashOf(53), reason: 'unloadable' },
      ])
    })
  })
}
