import type pg from 'pg'
import type { Shape } from '../../engine/model/shape.ts'
import { publishStockShape, type StockItem } from '../../intents/publish-stock/shape.ts'
import { setStoreShape } from '../../intents/set-store/shape.ts'
import { pieces } from '../../schema/quantity.ts'
import { askAndWait } from '../../server/import/ask-and-wait.ts'
import { systemAsk } from '../../server/import/system-ask.ts'

/** The demo's shop that tests buy in. */
export const SHOP = 'annai-maligai'
/** Whoever made the demo may change it. */
const author = 'system:demo'

/**
 * What its owner would do. Everything is asked, as in life; the running server finds the question, decides it and tells
 * the phones.
 */
export function shopIn(pool: pg.Pool) {
  let asked = 0
  const ask = async <Body>(shape: Shape<Body>, body: NoInfer<Body>) => {
    const question = systemAsk(shape, { author, cause: `test/${Date.now()}/${asked++}`, body })
    const answers = await askAndWait({ pool, wake: () => {} }, [question])
    const answer = answers.get(question)
    if (answer?.verdict !== 'accepted') throw new Error(`${shape.name}: ${JSON.stringify(answer)}`)
  }
  const publish = (item: StockItem) => ask(publishStockShape, { store: SHOP, items: [item] })
  const row = async (table: 'prices' | 'stock', sku: string) => {
    const found = await pool.query(`SELECT * FROM ${table} WHERE store = $1 AND sku = $2`, [
      SHOP,
      sku,
    ])
    return found.rows[0]
  }
  return {
    /** So that no test depends on the hour. */
    async neverCloses() {
      const found = await pool.query('SELECT version, settings FROM stores WHERE store = $1', [
        SHOP,
      ])
      const { version: basis, settings } = found.rows[0]
      const hours = [{ fromMinute: 0, toMinute: 1440 }]
      await ask(setStoreShape, { store: SHOP, basis, settings: { ...settings, hours } })
    },
    price: async (sku: string): Promise<number> => (await row('prices', sku)).paise,
    async setPrice(sku: string, paise: number) {
      const { mrp, version: basis } = await row('prices', sku)
      await publish({ do: 'price', sku, paise, mrpPaise: Math.max(mrp, paise), basis })
    },
    /** So many pieces are all there is. */
    async leave(sku: string, count: number) {
      const { on_hand: onHand, version } = await row('stock', sku)
      const id = `left-${asked}`
      await publish({ do: 'count', id, sku, qty: pieces(count), seen: { onHand, version } })
    },
  }
}
