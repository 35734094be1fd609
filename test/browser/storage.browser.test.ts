import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, expect, inject, test } from 'vitest'
import { openBrowser } from './phone.ts'
import type { Result } from './storage/in-page.ts'

const here = join(import.meta.dirname, 'storage')

/** The suites as one script, with `vitest` replaced by what runs in a page. */
async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: {
      alias: [
        { find: /^vitest$/, replacement: join(here, 'in-page.ts') },
        { find: /^cbor-x$/, replacement: 'cbor-x/index-no-eval' },
      ],
    },
    define: { 'process.env.NODE_ENV': '"test"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(here, 'page.ts'), formats: ['iife'], name: 'suites' },
    },
  })
  const [bundle] = Array.isArray(built) ? built : [built]
  if (!bundle || !('output' in bundle)) throw new Error('nothing was built')
  return bundle.output[0].code
}

const browser = await openBrowser(inject('chromium'))
afterAll(() => browser.close())

/** On an address of its own, so that there is an origin for databases. */
async function runInPage(): Promise<Result[]> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.route('**/*', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  )
  await page.goto('http://localhost/')
  await page.addScriptTag({ content: await bundled() })
  expect(complaints).toEqual([])
  const results = await page.evaluate(() =>
    (globalThis as unknown as { runAll(): Promise<Result[]> }).runAll(),
  )
  expect(complaints).toEqual([])
  return results
}

const results = await runInPage()

test('both suites were run', () => {
  expect(results.filter(({ name }) => name.startsWith('device store'))).not.toHaveLength(0)
  expect(results.filter(({ name }) => name.startsWith('automerge-repo'))).not.toHaveLength(0)
})

test.each(results)('$name', ({ error }) => {
  expect(error).toBeUndefined()
})
