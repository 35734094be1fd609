import { v7 } from 'uuid'
import type { Shelf } from '../../bench/replay/device/shelf.ts'
import type { Env } from '../../engine/model/env.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import * as documents from '../../engine/replica/documents.ts'
import type { Item } from '../../engine/replica/items.ts'
import * as line from '../../engine/replica/line.ts'
import { nodeDial, nodeTicket } from '../../engine/replica/node-dial.ts'
import { openReplica } from '../../engine/replica/open.ts'
import { openSqlite } from '../../engine/replica/storage/sqlite.ts'
import { consent } from '../../intents/checkout/consent.ts'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { sorts } from '../../schema/documents/all.ts'
import { cart, cartAbout } from '../../schema/documents/cart.ts'
import { userLane } from '../../schema/lanes.ts'
import { pieces } from '../../schema/quantity.ts'
import { until } from '../kit/until.ts'

export type Signed = { person: string; device: string; accessToken(): Promise<string> }
export type Shopper = Awaited<ReturnType<typeof openShopper>>

/** One customer on one device: the product's own replica on a SQLite file. `number` counts their carts. */
export async function openShopper({
  url,
  file,
  session,
  env = realEnv(),
}: {
  url: string
  file: string
  session: Signed
  env?: Env
}) {
  const { person, device } = session
  const address = new URL('/sync', url)
  address.protocol = 'ws:'
  const replica = await openReplica({
    ...{ env, person, device, sorts, ownLane: userLane(person) },
    store: await openSqlite(file),
    documents: { load: async () => documents },
    uplink: {
      load: async () => line,
      dial: nodeDial(address.href),
      ticket: async () => nodeTicket(url, await session.accessToken()),
    },
  })
  const cartOf = (store: string, number: number) =>
    replica.document(cart, cartAbout(person, store, number))

  return {
    replica,
    /** A new cart with one thing in it that the server has acknowledged: nothing else is under way then. */
    async fill(shelf: Shelf, number: number): Promise<string> {
      const ref = cartOf(shelf.store.store, number)
      const [sku] = [...shelf.goods.keys()]
      if (!sku) throw new Error('the shelf is empty')
      await ref.edit('addLine', { line: v7(), sku, qty: pieces(1) })
      await until('the cart is at the server', () => replica.waiting().length === 0)
      return ref.id
    },
    /** Asks for what lies in the cart; gives the intent. Saved on the device, and then on its way. */
    async order(shelf: Shelf, number: number): Promise<string> {
      const ref = cartOf(shelf.store.store, number)
      const choices = Object.entries(ref.plain().lines).flatMap(([line, { sku, qty }]) => {
        const good = shelf.goods.get(String(sku))
        return good
          ? [{ line, sku: String(sku), qty: Number(qty), ...good, else: 'drop' as const }]
          : []
      })
      const { body, until: agreedUntil } = consent({
        ...{ store: shelf.store, cart: ref.id, choices, fill: 'available', when: 'pickup' },
        ...{ pay: 'cod', tipPaise: 0, now: replica.serverNow() },
      })
      const id = v7()
      await ref.ask(checkoutShape, body, { id, until: agreedUntil })
      return id
    },
    step: (id: string): Item['step'] | undefined => replica.item(id)?.step,
    close: () => replica.close(),
  }
}
