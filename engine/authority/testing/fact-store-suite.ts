import { expect, test } from 'vitest'
import type { FactStore } from '../store.ts'

/** Facts of a lane, in the order in which they are appended. */
export type AppendFacts = (
  lane: string,
  ...facts: [key: string, value: number][]
) => Promise<unknown>

/** What every store of facts does; joining means being tested. Each test has lanes of its own. */
export function factStoreSuite(
  name: string,
  open: () => { store: FactStore; append: AppendFacts },
) {
  const { store, append } = open()
  const seqs = (rows: readonly { seq: number }[]) => rows.map(({ seq }) => seq)

  test(`${name}: after a cursor come the facts behind it, in order, no more than asked for, of that lane alone`, async () => {
    await append('catalog:cursor', ['a', 1], ['b', 2])
    await append('catalog:cursor-other', ['z', 9])
    await append('catalog:cursor', ['a', 3], ['c', 4], ['b', 5])
    expect(seqs(await store.after('catalog:cursor', 0, 100))).toEqual([1, 2, 3, 4, 5])
    expect(seqs(await store.after('catalog:cursor', 2, 2))).toEqual([3, 4])
    expect(await store.after('catalog:cursor', 5, 100)).toEqual([])
    expect(await store.after('catalog:cursor', 99, 100)).toEqual([])
    expect(await store.after('catalog:cursor-none', 0, 100)).toEqual([])
    expect((await store.after('catalog:cursor', 2, 1))[0]).toMatchObject({
      ...{ lane: 'catalog:cursor', seq: 3, key: 'a', kind: 'number.set', value: 3 },
    })
  })

  test(`${name}: facts named by their numbers come in the order of the numbers`, async () => {
    await append('catalog:named', ['a', 1], ['b', 2], ['c', 3], ['d', 4])
    expect(seqs(await store.at('catalog:named', [1, 3, 4]))).toEqual([1, 3, 4])
    expect(await store.at('catalog:named', [])).toEqual([])
  })

  test(`${name}: the latest number of each key changed behind a cursor, and of no other key`, async () => {
    await append('catalog:keys', ['a', 1], ['b', 2], ['a', 3], ['c', 4], ['a', 5])
    const latest = async (after: number, limit = 100) =>
      Object.fromEntries(
        (await store.latest('catalog:keys', after, limit)).map((one) => [one.key, one.seq]),
      )
    expect(await latest(0)).toEqual({ a: 5, b: 2, c: 4 })
    expect(await latest(2)).toEqual({ a: 5, c: 4 })
    expect(await latest(5)).toEqual({})
    expect(Object.keys(await latest(0, 2))).toHaveLength(2)
  })

  test(`${name}: heads come in the order they were asked for, 0 for a lane that is not there`, async () => {
    await append('catalog:head-b', ['a', 1], ['a', 2])
    await append('catalog:head-a', ['a', 1])
    const lanes = ['catalog:head-none', 'catalog:head-b', 'catalog:head-a']
    expect(await store.heads(lanes)).toEqual([
      ['catalog:head-none', 0],
      ['catalog:head-b', 2],
      ['catalog:head-a', 1],
    ])
    expect(await store.heads([])).toEqual([])
  })
}
