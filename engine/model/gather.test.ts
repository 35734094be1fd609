import { expect, test } from 'vitest'
import { gather } from './gather.ts'

/** Answers when let go, and remembers what it was asked. */
function slow() {
  const asked: { keys: readonly number[]; go(): void; fail(): void }[] = []
  const many = (keys: readonly number[]) =>
    new Promise<Map<number, string>>((resolve, reject) => {
      asked.push({
        keys,
        go: () => resolve(new Map(keys.filter((key) => key > 0).map((key) => [key, `n${key}`]))),
        fail: () => reject(new Error('no database')),
      })
    })
  return { asked, many }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('questions of one breath go together at once, those that come meanwhile go together later', async () => {
  const { asked, many } = slow()
  const one = gather(many, { most: 2, underWay: 1 })
  const answers = [one(1), one(2), one(2)]
  await turn()
  expect(asked.map(({ keys }) => keys)).toEqual([[1, 2]])
  answers.push(one(-3), one(4), one(5))
  for (let i = 0; i < 3; i++) {
    asked[i]?.go()
    await turn()
  }
  expect(asked.map(({ keys }) => keys)).toEqual([[1, 2], [-3, 4], [5]])
  expect(await Promise.all(answers)).toEqual(['n1', 'n2', 'n2', undefined, 'n4', 'n5'])
})

test('in a crowd the next lets more gather, and whoever comes alone waits for nobody', async () => {
  const { asked, many } = slow()
  let go: (() => void) | undefined
  const linger = () =>
    new Promise<void>((resolve) => {
      go = resolve
    })
  const one = gather(many, { most: 10, underWay: 1, linger })
  for (const alone of [1, 2]) {
    void one(alone)
    await turn()
    asked.at(-1)?.go()
    await turn()
  }
  expect(asked).toHaveLength(2)
  void Promise.all([one(3), one(4)])
  await turn()
  void one(5)
  asked[2]?.go()
  await turn()
  void one(6)
  await turn()
  expect(asked).toHaveLength(3)
  go?.()
  await turn()
  expect(asked.map(({ keys }) => keys)).toEqual([[1], [2], [3, 4], [5, 6]])
})

test('a question that fails fails for its own handful, and the next is asked', async () => {
  const { asked, many } = slow()
  const one = gather(many, { most: 10, underWay: 1 })
  const first = one(1)
  await turn()
  const second = one(2)
  asked[0]?.fail()
  await expect(first).rejects.toThrow('no database')
  await turn()
  asked[1]?.go()
  expect(await second).toBe('n2')
})
