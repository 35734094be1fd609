import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { AskedWrong } from '../../test/kit/asked.ts'
import { browserFlags, ensureChromium } from '../../test/kit/chromium.ts'
import { startServer } from '../../test/kit/server-process.ts'

const usage = 'npm run bench -- screens [--runs N] [--json FILE]'

/** 1.6 Mbit/s both ways and 150 ms, on a processor four times slower: the phone of screens.md §2. */
const NETWORK = { downloadThroughput: 200_000, uploadThroughput: 200_000, latency: 150 }
const SLOWER = 4
/** What the budget allows, in milliseconds. */
const LIMITS = {
  'first visit: LCP': 2_500,
  'first visit, to a shop: LCP': 2_500,
  'offline relaunch: LCP': 1_500,
}
const SHOP = '/shop/annai-maligai'

type Measure = keyof typeof LIMITS
type Result = { name: Measure; unit: 'ms'; median: number; worst: number; limit: number }

/**
 * `bench screens`: largest contentful paint on a slow phone, of a first visit to the door and to a shop whose link was
 * followed, and of a start without a network.
 */
export async function benchScreens(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { runs: { type: 'string', default: '5' }, json: { type: 'string' } },
  })
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new AskedWrong(usage)
  const found = ensureChromium()
  if ('sentence' in found) throw new Error(found.sentence)

  const home = await mkdtemp(join(tmpdir(), 'haat-bench-'))
  const server = await startServer({ HAAT_DATA: home, HAAT_DEMO: '1', SERVE_APP: '1' })
  const browser = await chromium.launch({ executablePath: found.path, args: browserFlags })
  const times: Record<Measure, number[]> = {
    'first visit: LCP': [],
    'first visit, to a shop: LCP': [],
    'offline relaunch: LCP': [],
  }
  try {
    for (let run = 0; run < runs; run++) {
      const { first, relaunch } = await visit(browser, server.url)
      times['first visit: LCP'].push(first)
      times['offline relaunch: LCP'].push(relaunch)
      const shop = await visitShop(browser, server.url)
      times['first visit, to a shop: LCP'].push(shop)
      process.stderr.write(
        `run ${run + 1}: ${first} ms, a shop ${shop} ms, offline ${relaunch} ms\n`,
      )
    }
  } finally {
    await browser.close()
    await server.stop()
    await rm(home, { recursive: true, force: true })
  }
  const results = Object.entries(times).map(([name, all]) => resultOf(name as Measure, all))
  for (const { name, median, worst, limit } of results) {
    process.stdout.write(`${name}: ${median} ms in the middle, ${worst} at worst; ≤ ${limit}\n`)
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`)
}

const newPhone = (browser: Browser) => browser.newContext({ viewport: { width: 390, height: 844 } })

/** A browser that was never here; then the street is chosen, and the market is started again without a network. */
async function visit(browser: Browser, url: string) {
  const context = await newPhone(browser)
  try {
    const page = await slowTab(context)
    await page.goto(url)
    await page.getByText('English', { exact: true }).waitFor()
    const first = await largestPaint(page)
    await page.getByText('English', { exact: true }).click()
    await page.getByRole('button', { name: /^Mylapore/ }).click()
    await page.getByRole('heading', { name: 'Shops near you' }).waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
    await page.close()
    await context.setOffline(true)
    const again = await slowTab(context, { offline: true })
    await again.goto(url)
    await again.getByText('Annai Maligai').waitFor()
    return { first, relaunch: await largestPaint(again) }
  } finally {
    await context.close()
  }
}

/** A browser that was never here follows a link to a shop, and waits for its shelves. */
async function visitShop(browser: Browser, url: string): Promise<number> {
  const context = await newPhone(browser)
  try {
    const page = await slowTab(context)
    await page.goto(`${url}${SHOP}`)
    await page.locator('.product-row').first().waitFor()
    return await largestPaint(page)
  } finally {
    await context.close()
  }
}

/** Throttled by a session of its own, which decides for the tab whether there is a network at all. */
async function slowTab(context: BrowserContext, { offline = false } = {}): Promise<Page> {
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  await tools.send('Network.enable')
  await tools.send('Network.emulateNetworkConditions', { offline, ...NETWORK })
  await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  return page
}

/** The last of the largest paints so far, in whole milliseconds since the navigation began. */
const largestPaint = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) =>
        new PerformanceObserver((list) =>
          done(Math.round(list.getEntries().at(-1)?.startTime ?? 0)),
        ).observe({ type: 'largest-contentful-paint', buffered: true }),
      ),
  )

function resultOf(name: Measure, times: number[]): Result {
  const sorted = [...times].sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return { name, unit: 'ms', median, worst: sorted.at(-1) ?? 0, limit: LIMITS[name] }
}
