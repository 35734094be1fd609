import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { smallCatalogue } from './small-catalogue.ts'

const dir = await mkdtemp(join(tmpdir(), 'haat-replay-test-'))
afterAll(() => rm(dir, { recursive: true }))

const items = ['milk', 'rice', 'sugar', 'bread', 'dal', 'tea', 'coffee', 'eggs', 'biscuits', 'ghee']

/** A small catalogue and baskets of our own, so that the replay also runs where no data set is. */
async function smallData() {
  await writeFile(join(dir, 'catalogue.csv'), smallCatalogue())
  const baskets = Array.from({ length: 18 }, (_, at) => {
    const bought = items.filter((_, item) => (at * 7 + item * 3) % 4 === 0)
    return `${at},${['milk', ...bought, 'unicorn'].join('|')}`
  })
  await writeFile(join(dir, 'baskets.csv'), ['basket,items', ...baskets].join('\n'))
}

test('a small replay ends with every checkout answered, every law held, and its result as JSON', {
  timeout: 280_000,
}, async () => {
  await smallData()
  const files = ['catalogue', 'baskets'].flatMap((name) => [`--${name}`, join(dir, `${name}.csv`)])
  const json = join(dir, 'result.json')
  const args = [
    '--import',
    'tsx',
    'bench/replay/main.ts',
    ...files,
    '--devices',
    '4',
    '--json',
    json,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      said += bytes
    })
  }
  const [code] = await once(child, 'exit')
  expect(code, said).toBe(0)
  expect(said).toContain('unicorn (18)')
  const result = JSON.parse(await readFile(json, 'utf8'))
  expect(Object.keys(result)).toEqual([
    ...['asked', 'accepted', 'refused', 'review', 'pending', 'duplicates', 'oversold', 'lost'],
    ...['stockDrift', 'paisaDrift', 'secondsTotal', 'reconnectToOutcomeMs'],
  ])
  expect(result).toMatchObject({ pending: 0, duplicates: 0, oversold: 0, lost: 0, stockDrift: 0 })
  expect(result.asked).toBeGreaterThan(18)
})
