import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { guardAll } from './guard-all.ts'
import { limits } from './limits.ts'

let doc = A.init<{ list: number[] }>()
const changes = Array.from({ length: 10 }, () => {
  doc = A.change(doc, (d) => {
    d.list = [1, 2, 3, 4]
  })
  return A.getLastLocalChange(doc) as Uint8Array
})

/** A clock that moves a millisecond with each look, and counts who waited. */
const slowEnv = () => {
  const env = { looks: 0, waits: 0, tick: () => env.looks++, wait: async () => void env.waits++ }
  return env
}

test('a batch takes changes until one fills it, and one at least', async () => {
  const env = slowEnv()
  const taken = async (room: { changes: number; ops: number }) =>
    (await guardAll(changes, room, { env, limits })).length
  expect(await taken({ changes: 4, ops: 1_000 })).toBe(4)
  expect(await taken({ changes: 100, ops: 11 })).toBe(3)
  expect(await taken({ changes: 100, ops: 1 })).toBe(1)
  expect(await taken({ changes: 0, ops: 100 })).toBe(0)
})

test('what is no change takes room too, and is known by its own hash', async () => {
  const room = { changes: 2, ops: 100 }
  const junk = [new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([3])]
  const taken = await guardAll(junk, room, { env: slowEnv(), limits })
  expect(taken).toMatchObject([{ ok: false }, { ok: false }])
  expect(new Set(taken.map((one) => one.hash)).size).toBe(2)
  expect(room).toEqual({ changes: 0, ops: 100 })
})

test('a whole change that is refused is known by its own name, and bytes that only look like it are not', async () => {
  const honest = changes[3] as Uint8Array
  const { hash } = A.decodeChange(honest)
  const small = { ...limits, changeBytes: 10 }
  const named = async (bytes: Uint8Array) => {
    const taken = await guardAll([bytes], { changes: 1, ops: 1 }, { env: slowEnv(), limits: small })
    return taken.map((one) => [one.ok, one.hash])
  }
  expect(await named(honest)).toEqual([[false, hash]])
  for (const at of [4, 8, 9, honest.length - 1]) {
    const altered = honest.slice()
    altered[at] = (altered[at] as number) ^ 1
    expect(await named(altered)).not.toEqual([[false, hash]])
  }
  expect(await named(new Uint8Array([...honest, 0]))).not.toEqual([[false, hash]])
})

test('after a few milliseconds in the guard everybody else’s turn comes', async () => {
  const env = slowEnv()
  await guardAll(changes, { changes: 100, ops: 1_000 }, { env, limits })
  expect(env.waits).toBeGreaterThanOrEqual(1)
  const quick = { tick: () => 0, wait: env.wait }
  const before = env.waits
  await guardAll(changes, { changes: 100, ops: 1_000 }, { env: quick, limits })
  expect(env.waits).toBe(before)
})
