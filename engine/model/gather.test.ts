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

test('the first question goes alone and at once, those that come meanwhile go together', async () => {
  const { asked, many } = slow()
  const one = gather(many, { most: 2, underWay: 1 })
  const answers = [one(1), one(2), one(2), one(-3), one(4)]
  expect(asked.map(({ keys }) => keys)).toEqual([[1]])
  for (let i = 0; i < 3; i++) {
    asked[i]?.go()
    await turn()
  }
  expect(asked.map(({ keys }) => keys)).toEqual([[1], [2, -3], [4]])
  expect(await Promise.all(answers)).toEqual(['n1', 'n2', 'n2', undefined, 'n4'])
})

test('a question that fails fails for its own handful, and the next is asked', async () => {
  const { asked, many } = slow()
  const one = gather(many, { most: 10, underWay: 1 })
  const [first, second] = [one(1), one(2)]
  asked[0]?.fail()
  await expect(first).rejects.toThrow('no database')
  asked[1]?.go()
  expect(await second).toBe('n2')
})
