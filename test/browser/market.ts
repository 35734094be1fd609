import { afterAll, inject } from 'vitest'
import { freshDatabase } from '../kit/database.ts'
import { startServer } from '../kit/server-process.ts'
import { openBrowser } from './phone.ts'
import { shopIn } from './shop.ts'

/** The demo market on a database of its own, and a browser; both are gone when the test file is done. */
export async function openMarket() {
  const database = await freshDatabase()
  const settings = {
    ...{ DATABASE_URL: database.url, HAAT_DEMO: '1', SERVE_APP: '1', LOG_LEVEL: 'warn' },
  }
  let server = await startServer(settings)
  const browser = await openBrowser(inject('chromium'))
  const { url } = server
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })
  const shop = shopIn(database.pool)
  await shop.neverCloses()
  return {
    ...{ url, browser, shop },
    pool: database.pool,
    kill: () => server.kill(),
    /** Comes back at the same address. */
    async restart() {
      server = await startServer({ ...settings, PORT: new URL(url).port })
    },
  }
}

export type Market = Awaited<ReturnType<typeof openMarket>>
