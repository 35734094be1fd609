import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { migrate } from '../../server/postgres/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's own Postgres, as superuser. */
    adminUrl: string
    /** A migrated database that nobody connects to: `freshDatabase` copies it. */
    template: string
  }
}

const template = 'haat_template'

/** One Postgres for the whole run, in a directory of its own, gone afterwards. Its settings are the product's. */
export default async function setup(project: TestProject) {
  const home = await mkdtemp(join(tmpdir(), 'haat-test-'))
  const embedded = await openEmbedded({ home, say: () => undefined })
  const admin = new pg.Client({ connectionString: embedded.url })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${template}`)
  await admin.end()
  await migrate(databaseUrl(embedded.url, template))
  project.provide('adminUrl', embedded.url)
  project.provide('template', template)
  return async () => {
    await embedded.close()
    await rm(home, { recursive: true, force: true })
  }
}

function databaseUrl(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}
