import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { catalogLane } from '../../schema/lanes.ts'
import { LANGUAGES } from '../../schema/names.ts'
import { StoreId } from '../../schema/store.ts'

/** What a build says of itself, by source: the file it became, and what that imports. */
const Built = v.record(
  v.string(),
  v.object({ file: v.string(), imports: v.optional(v.array(v.string()), []) }),
)

const ENTRY = 'index.html'
const screen = (name: string) => `screens/${name}.tsx`

/**
 * `Link` headers for a first visit: the words, the screen and the shelves that an address leads to are on their way
 * before the entry has said that it needs them. A browser with our worker never asks for the page and so hears nothing.
 * Without a list of the build's files there are none, and everything is asked for a little later.
 */
export function readLinks(
  root: string,
): (path: string, acceptLanguage: string) => string | undefined {
  const list = join(root, '.vite', 'manifest.json')
  if (!existsSync(list)) return () => undefined
  const built = v.parse(Built, JSON.parse(readFileSync(list, 'utf8')))
  // What the page itself names is asked for as early anyway.
  const named = filesOf(ENTRY, new Set())

  function filesOf(source: string, found: Set<string>): Set<string> {
    const one = built[source]
    if (!one || found.has(one.file)) return found
    found.add(one.file)
    for (const other of one.imports) filesOf(other, found)
    return found
  }

  return (path, acceptLanguage) => {
    const [, first, store, sku] = path.split('/')
    const sources = [`words/${languageOf(acceptLanguage)}/index.ts`]
    const links: string[] = []
    if (!first) sources.push(screen('welcome/welcome'))
    if (first === 'shop' && v.is(StoreId, store)) {
      sources.push(screen(sku ? 'shop/product' : 'shop/shop'))
      // To the letter as the app asks, or the browser asks twice.
      const lane = encodeURIComponent(catalogLane(store))
      links.push(`</api/feed?lane=${lane}&after=0>; rel=preload; as=fetch; crossorigin`)
    }
    const files = new Set<string>()
    for (const source of sources) filesOf(source, files)
    for (const file of files) if (!named.has(file)) links.push(`</${file}>; rel=modulepreload`)
    return links.join(', ')
  }
}

/** The first language of the browser that we speak, as the app chooses it. */
function languageOf(accepted: string) {
  for (const wanted of accepted.toLowerCase().split(',')) {
    const found = LANGUAGES.find((known) => /^[a-z]+/.exec(wanted.trim())?.[0] === known)
    if (found) return found
  }
  return 'en'
}
