import { describe, expect, test } from 'vitest'
import type { DeviceStore } from '../storage/device-store.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

/** What every device store must do. `open` gives a fresh, empty one; `reopen` the same data again. */
export function deviceStoreSuite(
  name: string,
  setup: () => Promise<{ store: DeviceStore; reopen(): Promise<DeviceStore> }>,
): void {
  describe(`device store on ${name}`, () => {
    test('a row that was never written is not there', async () => {
      const { store } = await setup()
      expect(await store.get('kv', 'a')).toBeUndefined()
      expect(await store.list('kv')).toEqual([])
    })

    test('rows come back in key order, by prefix, and only from their own table', async () => {
      const { store } = await setup()
      await store.commit(
        [
          { put: 'facts', key: 'b\t2', value: { n: 3 } },
          { put: 'facts', key: 'a\t2', value: 2 },
          { put: 'facts', key: 'a\t1', value: [1] },
          { put: 'lanes', key: 'a\t3', value: 'other' },
          { put: 'facts', key: 'a%', value: 'a wildcard is a letter' },
          { put: 'facts', key: 'a_', value: 'so is this' },
        ],
        'relaxed',
      )
      expect(await store.list('facts', 'a\t')).toEqual([
        { key: 'a\t1', value: [1] },
        { key: 'a\t2', value: 2 },
      ])
      expect(await store.list('facts', 'a%')).toHaveLength(1)
      expect((await store.list('facts')).map(({ key }) => key)).toEqual([
        'a\t1',
        'a\t2',
        'a%',
        'a_',
        'b\t2',
      ])
    })

    test('what was committed is there after closing and opening again', async () => {
      const { store, reopen } = await setup()
      await store.commit(
        [
          { put: 'kv', key: 'name', value: { text: 'அண்ணா', list: [1, true] } },
          { chunk: ['AAA', 'snapshot', 'x'], data: bytes(0, 255) },
        ],
        'strict',
      )
      await store.close()
      const again = await reopen()
      expect(await again.get('kv', 'name')).toEqual({ text: 'அண்ணா', list: [1, true] })
      expect(await again.chunk(['AAA', 'snapshot', 'x'])).toStrictEqual(bytes(0, 255))
    })

    test('a missing expected row stops the whole commit, chunks included', async () => {
      const { store } = await setup()
      await store.commit([{ put: 'jots', key: '1', value: 'jot' }], 'strict')
      const drain = (jot: string) =>
        store.commit(
          [
            { put: 'kv', key: 'early', value: 1 },
            { expect: 'jots', key: jot },
            { drop: 'jots', key: jot },
            { chunk: ['D', 'incremental', jot], data: bytes(1) },
          ],
          'strict',
        )
      expect(await drain('2')).toBe(false)
      expect(await store.get('kv', 'early')).toBeUndefined()
      expect(await store.chunks(['D'])).toEqual([])
      expect(await drain('1')).toBe(true)
      expect(await drain('1')).toBe(false)
      expect(await store.list('jots')).toEqual([])
      expect(await store.chunks(['D'])).toHaveLength(1)
    })

    test('of two commits that expect the same row to be there and drop it, one wins', async () => {
      const { store } = await setup()
      await store.commit([{ put: 'jots', key: '1', value: 'jot' }], 'strict')
      const take = (by: string) =>
        store.commit(
          [
            { expect: 'jots', key: '1' },
            { drop: 'jots', key: '1' },
            { put: 'kv', key: by, value: true },
          ],
          'strict',
        )
      const answers = await Promise.all([take('a'), take('b'), take('c')])
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.list('kv')).toHaveLength(1)
    })

    test('a prefix is made of whole elements: AAA is not AAAB', async () => {
      const { store } = await setup()
      await store.commit(
        [
          { chunk: ['AAAB', 'snapshot', 'x'], data: bytes(1) },
          { chunk: ['AAA', 'snapshot', 'x'], data: bytes(2) },
          { chunk: ['AAA', 'snapshot%', 'x'], data: bytes(3) },
          { chunk: ['AA_', 'snapshot', 'x'], data: bytes(4) },
        ],
        'strict',
      )
      expect((await store.chunks(['AAA'])).map(({ data }) => data[0])).toEqual([2, 3])
      expect((await store.chunks(['AAA', 'snapshot'])).map(({ data }) => data[0])).toEqual([2])
      await store.commit([{ dropChunks: ['AAA', 'snapshot'] }], 'strict')
      expect((await store.chunks(['AAA'])).map(({ data }) => data[0])).toEqual([3])
      await store.commit([{ dropChunks: ['AAA'] }], 'strict')
      expect(await store.chunks(['AAA'])).toEqual([])
      expect(await store.chunks(['AAAB'])).toHaveLength(1)
      expect(await store.chunks(['AA_'])).toHaveLength(1)
    })

    test('chunks come back in the order they were written, also after opening again', async () => {
      const { store, reopen } = await setup()
      for (const name of ['z', 'a', 'm']) {
        await store.commit([{ chunk: ['D', 'incremental', name], data: bytes(1) }], 'relaxed')
      }
      await store.close()
      const again = await reopen()
      await again.commit([{ chunk: ['D', 'incremental', 'b'], data: bytes(1) }], 'strict')
      expect((await again.chunks(['D'])).map(({ key }) => key[2])).toEqual(['z', 'a', 'm', 'b'])
    })

    test('bytes are plain arrays of their own', async () => {
      const { store } = await setup()
      const mine = bytes(1, 2, 3)
      await store.commit([{ chunk: ['D', 'snapshot', 'x'], data: mine }], 'strict')
      mine[0] = 9
      const found = (await store.chunk(['D', 'snapshot', 'x'])) as Uint8Array
      expect(Object.getPrototypeOf(found)).toBe(Uint8Array.prototype)
      expect(found).toStrictEqual(bytes(1, 2, 3))
    })

    test('many commits at once all land, each whole', async () => {
      const { store } = await setup()
      const writers = Array.from({ length: 40 }, (_, i) =>
        store.commit(
          [
            { put: 'facts', key: `k${i}`, value: i },
            { chunk: ['D', 'incremental', `${i}`], data: bytes(i) },
          ],
          i % 2 ? 'strict' : 'relaxed',
        ),
      )
      await Promise.all(writers)
      expect(await store.list('facts')).toHaveLength(40)
      expect(await store.chunks(['D'])).toHaveLength(40)
    })

    test('a closed store refuses, aloud', async () => {
      const { store } = await setup()
      await store.close()
      await expect(store.get('kv', 'a')).rejects.toMatchObject({ code: 'storage-closed' })
      await expect(
        store.commit([{ put: 'kv', key: 'a', value: 1 }], 'strict'),
      ).rejects.toMatchObject({ code: 'storage-closed' })
    })
  })
}
