import { typed } from './baskets.ts'

/** How many hits a name may become. */
const HITS = 5

/** For each generic name, the SKUs that the product search of the running server puts first. */
export async function findProducts(
  server: string,
  { store, items }: { store: string; items: Iterable<string> },
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const item of items) {
    const query = new URLSearchParams({ q: typed(item) || item, store, limit: String(HITS) })
    const answer = await fetch(`${server}/api/search?${query}`)
    if (!answer.ok) throw new Error(`the search for ${item} answered ${answer.status}`)
    const { hits } = (await answer.json()) as { hits: { product: { sku: string } }[] }
    found.set(
      item,
      hits.map(({ product }) => product.sku),
    )
  }
  return found
}
