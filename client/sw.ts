import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[]
}

/** Fonts and wasm: fetched at their first use, named by their content, so kept without asking again. */
const KEPT = 'haat-kept'
/** What anybody may read of shops and products: shown as it is, renewed behind. Nothing of a person is ever in here. */
const REFERENCE = 'haat-reference'
/** Answers kept of the reference data; the oldest go first. */
const REFERENCE_ENTRIES = 60

// The shell, with its dictionaries: it starts without a network.
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (isPage(url)) event.respondWith(shell(request))
  } else if (/\.(woff2|wasm)$/.test(url.pathname)) {
    event.respondWith(kept(request))
  } else if (isReference(url) && !request.headers.has('authorization')) {
    event.respondWith(renewed(event, request))
  }
})

/** Everything that is not the server's own page is a screen of the app. */
const isPage = (url: URL) =>
  !/^\/(api|sync|docs|metrics|healthz|readyz|openapi\.json)(\/|$)/.test(url.pathname)

const isReference = (url: URL) => /^\/api\/(stores|search)(\/|$)/.test(url.pathname)

async function shell(request: Request): Promise<Response> {
  const page = await caches.match('/index.html', { ignoreSearch: true })
  return page ?? fetch(request)
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT)
  const found = await cache.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok) {
    await cache.put(request, answer.clone())
    await dropOlder(cache, request.url)
  }
  return answer
}

/** A new version of a file replaces the one it came after: same name, another hash. */
async function dropOlder(cache: Cache, url: string): Promise<void> {
  const stem = (address: string) => address.replace(/-[\w-]{8}\.(\w+)$/, '.$1')
  for (const { url: other } of await cache.keys()) {
    if (other !== url && stem(other) === stem(url)) await cache.delete(other)
  }
}

/** What is here at once, and the news for the next time; without anything here, the network's answer. */
async function renewed(event: FetchEvent, request: Request): Promise<Response> {
  const cache = await caches.open(REFERENCE)
  const found = await cache.match(request)
  const asked = fetch(request).then(async (answer) => {
    if (!answer.ok) return answer
    await cache.put(request, answer.clone())
    const all = await cache.keys()
    for (const old of all.slice(0, Math.max(0, all.length - REFERENCE_ENTRIES))) {
      await cache.delete(old)
    }
    return answer
  })
  if (!found) return asked
  event.waitUntil(asked.catch(() => {}))
  return found
}
