import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { withFileLock } from './file-lock.ts'

const dir = await mkdtemp(join(tmpdir(), 'haat-lock-'))
afterAll(() => rm(dir, { recursive: true }))

test('only one holds the lock at a time, however many want it', async () => {
  const path = join(dir, 'busy')
  let inside = 0
  const most: number[] = []
  await Promise.all(
    Array.from({ length: 8 }, () =>
      withFileLock(path, async () => {
        most.push(++inside)
        await new Promise(setImmediate)
        inside--
      }),
    ),
  )
  expect(most).toEqual(Array(8).fill(1))
  expect(existsSync(path)).toBe(false)
})

test('a lock whose holder died is broken, also when its pid lives on in another process', async () => {
  const died = spawnSync(process.execPath, ['-e', '']).pid
  for (const holder of [
    { pid: died, born: '1' },
    { pid: process.pid, born: 'long ago' },
  ]) {
    const path = join(dir, 'left')
    await writeFile(path, JSON.stringify(holder))
    expect(await withFileLock(path, async () => 'mine')).toBe('mine')
  }
})

test('a lock is let go when the work throws', async () => {
  const path = join(dir, 'thrown')
  await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(path)).toBe(false)
})
