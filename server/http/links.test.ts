import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readLinks } from './links.ts'

const built = {
  'index.html': { file: 'assets/main.js', imports: ['_shared.js'], isEntry: true },
  '_shared.js': { file: 'assets/shared.js' },
  '_row.js': { file: 'assets/row.js', imports: ['_shared.js'] },
  'screens/shop/shop.tsx': { file: 'assets/shop.js', imports: ['index.html', '_row.js'] },
  'screens/shop/product.tsx': { file: 'assets/product.js', imports: ['_shared.js'] },
  'screens/welcome/welcome.tsx': { file: 'assets/welcome.js' },
  'words/en/index.ts': { file: 'assets/en.js' },
  'words/ta/index.ts': { file: 'assets/ta.js' },
}
const dir = await mkdtemp(join(tmpdir(), 'haat-links-'))
afterAll(() => rm(dir, { recursive: true }))
await mkdir(join(dir, '.vite'))
await writeFile(join(dir, '.vite', 'manifest.json'), JSON.stringify(built))
const linksFor = readLinks(dir)
const named = (links: string | undefined) =>
  [...(links ?? '').matchAll(/<([^>]*)>/g)].map(([, address]) => address)

test('a shop’s address names its shelves, its words, its screen and what that needs beyond the page', () => {
  expect(named(linksFor('/shop/annai-maligai', 'en-IN'))).toEqual([
    '/api/feed?lane=catalog%3Aannai-maligai&after=0',
    '/assets/en.js',
    '/assets/shop.js',
    '/assets/row.js',
  ])
  expect(named(linksFor('/shop/annai-maligai/ponni-raw-5', ''))).toContain('/assets/product.js')
})

test('the words are of the first language of the browser that is spoken here', () => {
  expect(named(linksFor('/', 'fr-FR,ta;q=0.8,en;q=0.5'))).toEqual([
    '/assets/ta.js',
    '/assets/welcome.js',
  ])
  expect(named(linksFor('/orders', 'de'))).toEqual(['/assets/en.js'])
})

test('an address that names no shop asks for no shelves, whatever is written in it', () => {
  for (const path of ['/shop/', '/shop/A>; rel=x', '/shop/%0d%0a', `/shop/${'a'.repeat(60)}`]) {
    expect(named(linksFor(path, 'en'))).toEqual(['/assets/en.js'])
  }
})

test('a build without a list of its files is served without them', () => {
  expect(readLinks(tmpdir())('/shop/annai-maligai', 'en')).toBeUndefined()
})
