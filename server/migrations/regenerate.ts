import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run migrations` writes the generated migrations anew: `0001_tables.sql` from the drizzle tables and
 * `0002_guards.sql` from the authority's triggers; `--check` only says whether they are up to date. As long as nothing
 * is released there is one of each. What else drizzle cannot say is written by hand in the files beside them.
 */
const args = ['export', '--sql', '--config', 'drizzle.config.ts']
const exported = spawnSync(join('node_modules', '.bin', 'drizzle-kit'), args, { encoding: 'utf8' })
if (exported.status !== 0) {
  process.stderr.write(`${exported.stdout}${exported.stderr}`)
  process.exit(1)
}
generate('0001_tables.sql', 'the drizzle tables', exported.stdout)
const guards = join('engine', 'authority', 'guards.sql')
generate('0002_guards.sql', guards, readFileSync(guards, 'utf8'))

function generate(name: string, from: string, sql: string) {
  const file = join(import.meta.dirname, name)
  const text = `-- Generated from ${from} by \`npm run migrations\`; do not edit.\n${sql.trim()}\n`
  if (!process.argv.includes('--check')) return writeFileSync(file, text)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  process.stderr.write(`${name} is not what ${from} says: run npm run migrations.\n`)
  process.exitCode = 1
}
