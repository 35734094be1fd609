import { afterAll, inject } from 'vitest'
import { freshDatabase, type TestDatabase } from '../kit/database.ts'
import { type ServerProcess, startServer } from '../kit/server-process.ts'
import { openBrowser } from './phone.ts'

/** The demo market on a database of its own, and a browser; both are gone when the test file is done. */
export async function openMarket() {
  const database: TestDatabase = await freshDatabase()
  const settings = { DATABASE_URL: database.url, HAAT_DEMO: '1', SERVE_APP: '1', LOG_LEVEL: 'warn' }
  let server: ServerProcess = await startServer(settings)
  const browser = await openBrowser(inject('chromium'))
  const { url } = server
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  return {
    url,
    browser,
    pool: database.pool,
    kill: () => server.kill(),
    /** Comes back at the same address. */
    async restart() {
      server = await startServer({ ...settings, PORT: new URL(url).port })
    },
  }
}
