import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run migrations` writes `0001_tables.sql` anew from the drizzle tables; `--check` only says whether it is what
 * the tables say. As long as nothing is released there is one generated migration; what drizzle cannot say (extensions
 * before it, triggers after it) is written by hand in the files beside it.
 */
const file = join(import.meta.dirname, '0001_tables.sql')
const head = '-- Generated from the drizzle tables by `npm run migrations`; do not edit.\n'

const args = ['export', '--sql', '--config', 'drizzle.config.ts']
const exported = spawnSync(join('node_modules', '.bin', 'drizzle-kit'), args, { encoding: 'utf8' })
if (exported.status !== 0) {
  process.stderr.write(`${exported.stdout}${exported.stderr}`)
  process.exit(1)
}
const sql = `${head}${exported.stdout.trim()}\n`

if (!process.argv.includes('--check')) writeFileSync(file, sql)
else if (readFileSync(file, 'utf8') !== sql) {
  process.stderr.write(`${file} is not what the tables say: run npm run migrations.\n`)
  process.exit(1)
}
