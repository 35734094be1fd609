import type pg from 'pg'
import {
  type PublishStockBody,
  publishStockShape,
  type StockItem,
} from '../../intents/publish-stock/shape.ts'
import { pieces } from '../../schema/quantity.ts'
import { askAndWait } from '../../server/import/ask-and-wait.ts'
import { publications } from '../../server/import/publications.ts'
import { systemAsk } from '../../server/import/system-ask.ts'
import { chance } from '../commit/chance.ts'

const author = 'system:import'

/** One SKU in five has half of what is asked: a tenth of everything asked cannot be served. */
const SHORT_SHARE = 0.2
/** What else the search found lies on the shelf too, to stand in for what is short. */
const SPARE_PIECES = 20

/** What is received before the first device asks. At least the SKU asked most is short. */
export function openingStock(
  demand: ReadonlyMap<string, number>,
  { spare, seed }: { spare: Iterable<string>; seed: number },
): Map<string, number> {
  const dice = chance(seed)
  const stock = new Map<string, number>()
  const [most] = [...demand].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  for (const [sku, asked] of demand) {
    const isShort = dice.next() < SHORT_SHARE || sku === most?.[0]
    stock.set(sku, isShort ? Math.floor(asked / 2) : asked)
  }
  for (const sku of spare) if (!stock.has(sku)) stock.set(sku, SPARE_PIECES)
  return stock
}

/** A twentieth of the SKUs, at least one; what their price becomes, as a share of what it was. */
export function priceChanges(skus: readonly string[], seed: number): Map<string, number> {
  const dice = chance(seed)
  const changes = new Map<string, number>()
  const count = skus.length === 0 ? 0 : Math.max(1, Math.round(skus.length / 20))
  while (changes.size < count) {
    const sku = skus[dice.below(skus.length)] as string
    if (changes.has(sku)) continue
    // Most rise beyond the tenth that authors agree to unasked; some rise within it, some fall.
    const kind = changes.size === 0 ? 0 : dice.below(5)
    changes.set(sku, kind < 3 ? 1.15 + dice.next() / 4 : kind === 3 ? 1.05 : 0.9)
  }
  return changes
}

type Node = { pool: pg.Pool; wake(lane: string): void }

export async function receive(
  node: Node,
  { store, stock }: { store: string; stock: ReadonlyMap<string, number> },
): Promise<void> {
  const groups = [...stock].flatMap(([sku, count]): StockItem[][] =>
    count > 0
      ? [[{ do: 'move', id: `opening-${sku}`, sku, qty: pieces(count), why: 'received' }]]
      : [],
  )
  await publish(node, 'opening', publications(store, groups))
}

/** Sets new prices on what stands now; the MRP gives way where it must. */
export async function reprice(
  node: Node,
  { store, changes, cause }: { store: string; changes: ReadonlyMap<string, number>; cause: string },
): Promise<void> {
  const { rows } = await node.pool.query<{
    sku: string
    paise: number
    mrp: number
    version: number
  }>('SELECT sku, paise, mrp, version FROM prices WHERE store = $1 AND sku = ANY ($2)', [
    store,
    [...changes.keys()],
  ])
  const groups = rows.map(({ sku, paise, mrp, version }): StockItem[] => {
    const next = Math.max(1, Math.round(paise * (changes.get(sku) as number)))
    return [{ do: 'price', sku, paise: next, mrpPaise: Math.max(mrp, next), basis: version }]
  })
  await publish(node, cause, publications(store, groups))
}

async function publish(node: Node, cause: string, bodies: readonly PublishStockBody[]) {
  const asks = bodies.map((body, part) =>
    systemAsk(publishStockShape, { author, cause: `replay/${cause}/${part}`, body }),
  )
  await askAndWait(node, asks, (ask, { verdict, reason }) => {
    if (verdict === 'accepted') return
    throw new Error(`${ask.cause} was ${verdict}: ${JSON.stringify(reason)}`)
  })
}
