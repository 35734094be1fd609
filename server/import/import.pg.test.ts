import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { catalogueState } from './catalogue-state.ts'
import { type Decider, openDecider } from './decider.ts'
import { foundStore, isStore } from './found-store.ts'
import { importCatalogue } from './import-catalogue.ts'

const { pool, url } = await freshDatabase()
const dir = await mkdtemp(join(tmpdir(), 'haat-import-'))
const store = 'corner'
const place = { latE6: 13_000_000, lngE6: 80_000_000 }
const header = 'name,category,subcategory,type,brand,price_rupees,mrp_rupees,rating'

let decider: Decider
beforeAll(async () => {
  decider = await openDecider({ pool, url, say: () => undefined })
  await foundStore({ pool, wake: decider.wake }, { store, name: 'Corner', place })
})
afterAll(async () => {
  await decider.close()
  await rm(dir, { recursive: true })
})

async function run(lines: (string | Buffer)[], dryRun = false) {
  const file = join(dir, 'catalogue.csv')
  const bytes = [header, ...lines].flatMap((line) => [Buffer.from(line), Buffer.from('\n')])
  await writeFile(file, Buffer.concat(bytes))
  const node = { pool, wake: decider.wake }
  return importCatalogue(node, { store, file, dryRun, onRead: () => undefined })
}
const priceOf = async (brand: string) =>
  [...(await catalogueState(pool, store)).values()].find((row) => row.product.brand === brand)
    ?.price
const asked = async () => {
  const { rows } = await pool.query(
    `SELECT count(*) AS n FROM outcomes WHERE author = 'system:import'`,
  )
  return rows[0].n as number
}

const good = [
  'Toned milk,Dairy,Milk,Fresh milk,Palkudam,26,26,4.1',
  '"Rice, ""Ponni""",Grains,Rice,Raw rice,Vayal,378.50,425,',
  'தேன்,Spreads,Honey,Honey,Kurinji,168,190,3',
]

test('a dry run says what would be done and does nothing', async () => {
  const before = await asked()
  expect(await run(good, true)).toMatchObject({ rows: 3, added: 3, rejected: {} })
  expect((await catalogueState(pool, store)).size).toBe(0)
  expect(await asked()).toBe(before)
})

test('good rows are imported among bad ones, and every bad one has its line and reason', async () => {
  const report = await run([
    good[0] as string,
    ',Dairy,Milk,Fresh milk,Palkudam,26,26,4.1',
    good[1] as string,
    'Ghee,Dairy,Ghee,Ghee,Palkudam,three,375,4',
    Buffer.from([0x47, 0x68, 0xff, 0xfe, 0x2c, 0x61]),
    'Ghee,Dairy,Ghee,Ghee,Palkudam,376,375,4',
    'Salt "rock,Masala,Salt,Salt,Alaiyoli,14,16,4',
    'too,few',
    good[2] as string,
    'TONED MILK,Dairy,Milk,Fresh milk,palkudam,25,26,',
    'Toned milk,Dairy,Milk,Fresh milk,Palkudam,50,50,',
  ])
  expect(report).toMatchObject({
    rows: 11,
    added: 4,
    changed: 0,
    unchanged: 0,
    repeats: 1,
    packs: 1,
  })
  expect(report.rejected).toEqual({
    'empty-name': 1,
    'unreadable-price': 1,
    'bad-utf8': 1,
    'price-above-mrp': 1,
    'open-quote': 1,
    'wrong-columns': 1,
  })
  const lines = report.notes.filter((note) => note.what === 'rejected').map((note) => note.line)
  expect(lines).toEqual([3, 5, 6, 7, 8, 9])
  expect(report.notes).toContainEqual(
    expect.objectContaining({ line: 11, what: 'repeat-other-price', of: 2 }),
  )
  const state = [...(await catalogueState(pool, store)).values()]
  expect(state.map(({ product }) => product.names.en).sort()).toEqual(
    ['Rice, "Ponni"', 'Toned milk', 'Toned milk', 'தேன்'].sort(),
  )
  expect(await priceOf('Vayal')).toMatchObject({ paise: 37_850, mrpPaise: 42_500, version: 1 })
})

test('importing the same again asks nothing', async () => {
  const before = await asked()
  expect(await run(good)).toMatchObject({ added: 0, changed: 0, unchanged: 3 })
  expect(await asked()).toBe(before)
})

test('a price goes up, comes back, and goes up again: each is imported', async () => {
  const up = good.map((line) => line.replace('378.50', '380'))
  expect(await run(up)).toMatchObject({ changed: 1, unchanged: 2 })
  expect(await priceOf('Vayal')).toMatchObject({ paise: 38_000, version: 2 })
  expect(await run(good)).toMatchObject({ changed: 1 })
  expect(await run(up)).toMatchObject({ changed: 1 })
  expect(await priceOf('Vayal')).toMatchObject({ paise: 38_000, version: 4 })
})

test('what was imported is told on the public lane of the shop', async () => {
  const { rows } = await pool.query(
    `SELECT count(*) FILTER (WHERE kind = 'product.set') AS products FROM facts WHERE lane = $1`,
    [`catalog:${store}`],
  )
  expect(rows[0].products).toBeGreaterThanOrEqual(4)
  expect(await isStore(pool, store)).toBe(true)
})

test('a file without its columns, or without anything, is refused in a sentence', async () => {
  await expect(run([]).then((report) => report.rows)).resolves.toBe(0)
  const file = join(dir, 'other.csv')
  const open = { store, file, dryRun: true, onRead: () => undefined }
  const node = { pool, wake: decider.wake }
  await writeFile(file, 'title,price\na,1\n')
  await expect(importCatalogue(node, open)).rejects.toThrow(/must name the columns; missing: name/)
  await writeFile(file, '')
  await expect(importCatalogue(node, open)).rejects.toThrow(/is empty/)
  await expect(importCatalogue(node, { ...open, file: join(dir, 'none.csv') })).rejects.toThrow(
    /ENOENT/,
  )
})
