import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { staticFiles } from './static.ts'

const dir = await mkdtemp(join(tmpdir(), 'haat-static-'))
afterAll(() => rm(dir, { recursive: true }))
await mkdir(join(dir, 'assets'))
for (const [name, text] of [
  ['index.html', '<title>Haat</title>'],
  ['sw.js', 'self.skipWaiting()'],
  ['assets/engine-1a2b.wasm', 'wasm'],
] as const) {
  await writeFile(join(dir, name), text)
  await writeFile(join(dir, `${name}.br`), brotliCompressSync(text))
}
const app = staticFiles(dir)
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })

test('what carries its hash in its name is kept for ever, as wasm and compressed', async () => {
  const { headers, status } = await get('/assets/engine-1a2b.wasm', {
    'accept-encoding': 'gzip, br',
  })
  expect([status, headers.get('content-type'), headers.get('content-encoding')]).toEqual([
    200,
    'application/wasm',
    'br',
  ])
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(headers.get('vary')).toBe('Accept-Encoding')
})

test('the service worker and the page are asked again each time, and not sent twice', async () => {
  for (const path of ['/sw.js', '/', '/shop/annai']) {
    const first = await get(path)
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    const etag = first.headers.get('etag') ?? ''
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  }
})

test('a screen’s address gives the page; a file that is not there does not', async () => {
  expect(await (await get('/orders/42')).text()).toContain('<title>Haat')
  const missing = await Promise.all([
    get('/nothing.js'),
    get('/assets/gone.js'),
    get('/../package.json'),
  ])
  expect(missing.map(({ status }) => status)).toEqual([404, 404, 404])
  for (const answer of missing) expect(answer.headers.get('cache-control')).toBeNull()
})
