import { expect, test } from 'vitest'
import { openMarket } from './market.ts'
import { openPhone } from './phone.ts'

const market = await openMarket()

/** Brotli bytes, as screens.md §2 budgets them. */
const FIRST_JS = 120_000
const FIRST_ALL = 170_000

type Loaded = { url: string; bytes: number; beforePaint: boolean }

test('a first visit takes little, takes no wasm, and asks nobody but its own origin', async () => {
  const phone = await openPhone(market.browser, market.url)
  const { page } = phone
  const asked: string[] = []
  phone.context.on('request', (request) => asked.push(request.url()))
  await phone.goTo('/')
  await phone.sees('English')
  const first = await page.evaluate(async () => {
    await new Promise((done) => requestIdleCallback(done))
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    const pages = performance.getEntriesByType('navigation') as PerformanceResourceTiming[]
    const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    return [...pages, ...files].map((entry) => ({
      url: entry.name,
      bytes: entry.encodedBodySize,
      beforePaint: entry.startTime < (paint?.startTime ?? 0),
    }))
  })
  const sum = (files: Loaded[]) => files.reduce((all, { bytes }) => all + bytes, 0)
  const needed = first.filter(({ beforePaint }) => beforePaint)
  const scripts = needed.filter(({ url }) => url.endsWith('.js'))
  const shown = needed.filter(({ url }) => /\.(js|css)$|\/$/.test(url))
  expect(scripts.length).toBeGreaterThan(0)
  expect(shown.some(({ url }) => url.endsWith('.css'))).toBe(true)
  expect(sum(scripts)).toBeLessThanOrEqual(FIRST_JS)
  expect(sum(shown)).toBeLessThanOrEqual(FIRST_ALL)

  await phone.arrive()
  await phone.fill('annai-maligai', ['Ponni raw rice'])
  await phone.sees('See cart')
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
  expect(asked.filter((url) => url.includes('.wasm'))).toEqual([])
  expect(asked.filter((url) => !url.startsWith(market.url))).toEqual([])
})

test('nothing that a shop whose link was followed shows waits until a script has asked for it, and nothing is asked twice', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.goTo('/shop/annai-maligai')
  await phone.sees('Ponni raw rice')
  const { entryAt, asked } = await phone.page.evaluate(async () => {
    const shownAt = await new Promise<number>((done) =>
      new PerformanceObserver((list) => done(list.getEntries().at(-1)?.startTime ?? 0)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      }),
    )
    const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const entry = document.querySelector<HTMLScriptElement>('script[type=module]')?.src
    return {
      entryAt: files.find(({ name }) => name === entry)?.responseEnd ?? 0,
      asked: files
        .filter(({ startTime }) => startTime < shownAt)
        .map(({ name, startTime }) => ({ name, startTime })),
    }
  })
  const needed = asked.filter(({ name }) => /\.js$|\/api\//.test(name))
  expect(needed.map(({ name }) => name).filter((name) => name.includes('/api/feed'))).toHaveLength(
    1,
  )
  expect(needed.filter(({ startTime }) => startTime > entryAt)).toEqual([])
  expect(new Set(needed.map(({ name }) => name)).size).toBe(needed.length)
})

test('the wasm is fetched once there is something to send with, and only after the first paint', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  const fetched = phone.context.waitForEvent('request', (request) =>
    request.url().includes('.wasm'),
  )
  await phone.signIn('9000000001')
  await fetched
  await phone.goTo('/')
  await phone.sees('Shops near you')
  const [paint, wasm] = await phone.page.evaluate(async () => {
    const find = () =>
      performance.getEntriesByType('resource').find(({ name }) => name.includes('.wasm'))
    while (!find()) await new Promise((done) => requestAnimationFrame(done))
    return [
      performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      find()?.startTime ?? 0,
    ]
  })
  expect(wasm).toBeGreaterThan(paint as number)
})
