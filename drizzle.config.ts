import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'drizzle-kit'

const areas = readdirSync('schema/areas')
  .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
  .map((name) => join('schema/areas', name))

/** Every file that declares tables. `npm run migrations` writes them down as SQL. */
export default defineConfig({
  dialect: 'postgresql',
  schema: [
    'engine/host/storage/tables.ts',
    'engine/authority/tables.ts',
    'server/session/tables.ts',
    ...areas,
  ].filter((path) => existsSync(path)),
})
