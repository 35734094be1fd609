import { expect, test } from 'vitest'
import { AskedWrong, answering, chosen } from './asked.ts'

const known = ['hot', 'spread', 'mixed'] as const

test('a list chooses in the order in which things stand; no list chooses all', () => {
  expect(chosen(undefined, known)).toEqual(known)
  expect(chosen('mixed, hot', known)).toEqual(['hot', 'mixed'])
})

test('a name that nobody has is refused, with those there are', () => {
  for (const list of ['hot,cold', '', 'hot,'])
    expect(() => chosen(list, known)).toThrow('There is: hot, spread, mixed.')
})

test('a program that was asked wrong ends with 2, one that breaks does not hide it', async () => {
  const before = process.exitCode
  try {
    await answering(async () => {
      throw new AskedWrong('There is no such thing.')
    })
    expect(process.exitCode).toBe(2)
  } finally {
    process.exitCode = before
  }
  const broken = async () => {
    throw new Error('broken')
  }
  await expect(answering(broken)).rejects.toThrow('broken')
})
