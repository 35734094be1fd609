import { expect, test } from 'vitest'
import { newTurns } from './turns.ts'

test('one thing at a time, in order, and one that fails does not stop the next', async () => {
  const said: string[] = []
  const turns = newTurns(async (error) => {
    said.push(String(error))
  })
  const slow = (name: string) => async () => {
    said.push(`${name} starts`)
    await Promise.resolve()
    said.push(`${name} ends`)
  }
  const all = [
    turns.take(slow('a')),
    turns.take(async () => {
      throw new Error('b')
    }),
    turns.take(slow('c')),
  ]
  expect(turns.isBusy()).toBe(true)
  await Promise.all(all)
  expect(said).toEqual(['a starts', 'a ends', 'Error: b', 'c starts', 'c ends'])
  await turns.settled()
  expect(turns.isBusy()).toBe(false)
})

test('what has a name waits once; asked for while it is done, it is done again', async () => {
  let done = 0
  const turns = newTurns(async () => undefined)
  const task = async () => {
    done += 1
    if (done === 1) turns.once('look', task)
  }
  for (let i = 0; i < 5; i++) turns.once('look', task)
  await turns.settled()
  expect(done).toBe(2)
})
