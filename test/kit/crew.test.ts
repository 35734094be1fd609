import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { runOrders } from './crew.ts'

const dir = await mkdtemp(join(tmpdir(), 'haat-crew-'))
afterAll(() => rm(dir, { recursive: true }))
const program = join(dir, 'child.mjs')
writeFileSync(
  program,
  `process.on('message', ({ n }) => (n < 0 ? process.kill(process.pid, 'SIGKILL') : process.send(n * n)))
process.send('ready')`,
)
const crew = { program: pathToFileURL(program), jobs: 2, ordersEach: 2, orderMs: 30_000 }

test('every order is answered once, whichever process has it', async () => {
  const squares: number[] = []
  const told = (_: object, square: number) => squares.push(square) > 0
  await runOrders(
    [1, 2, 3, 4, 5].map((n) => ({ n })),
    { ...crew, told },
  )
  expect(squares.sort((a, b) => a - b)).toEqual([1, 4, 9, 16, 25])
})

test('a process that dies fails the run, with the order it died of', async () => {
  const run = runOrders([{ n: 1 }, { n: -1 }], { ...crew, told: () => true })
  await expect(run).rejects.toThrow('{"n":-1}: the process ended with SIGKILL')
})
