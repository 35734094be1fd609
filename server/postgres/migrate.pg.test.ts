import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { migrate } from './migrate.ts'

const { url, pool } = await freshDatabase()
const dir = await mkdtemp(join(tmpdir(), 'haat-migrations-'))
afterAll(() => rm(dir, { recursive: true, force: true }))

beforeEach(async () => {
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  await writeFile(join(dir, '0001_a.sql'), 'CREATE TABLE a (n int); INSERT INTO a VALUES (1)')
  await rm(join(dir, '0002_b.sql'), { force: true })
})

test('each file runs once, in name order', async () => {
  await writeFile(join(dir, '0002_b.sql'), 'UPDATE a SET n = n + 1')
  expect(await migrate(url, dir)).toEqual(['0001_a.sql', '0002_b.sql'])
  expect(await migrate(url, dir)).toEqual([])
  expect((await pool.query('SELECT n FROM a')).rows).toEqual([{ n: 2 }])
})

test('nodes that start together migrate once', async () => {
  const runs = await Promise.all([migrate(url, dir), migrate(url, dir), migrate(url, dir)])
  expect(runs.flat()).toEqual(['0001_a.sql'])
})

test('a file that fails leaves nothing behind and names itself', async () => {
  await writeFile(join(dir, '0002_b.sql'), 'CREATE TABLE b (n int); SELECT 1/0')
  await expect(migrate(url, dir)).rejects.toThrow(/0002_b.sql failed and changed nothing: division/)
  expect((await pool.query("SELECT to_regclass('b') AS b")).rows).toEqual([{ b: null }])
})

test('a file that changed after it ran stops the start', async () => {
  await migrate(url, dir)
  await writeFile(join(dir, '0001_a.sql'), 'CREATE TABLE a (n bigint)')
  await expect(migrate(url, dir)).rejects.toThrow(/0001_a.sql differs/)
})

test('a database of a newer version stops the start', async () => {
  await writeFile(join(dir, '0002_b.sql'), 'SELECT 1')
  await migrate(url, dir)
  await rm(join(dir, '0002_b.sql'))
  await expect(migrate(url, dir)).rejects.toThrow(/0002_b.sql, which this version does not know/)
})
