import type pg from 'pg'
import type { Authority, SystemAsk } from '../../engine/authority/index.ts'
import { assert } from '../../engine/model/assert.ts'
import { publishStockShape, type StockItem } from '../../intents/publish-stock/shape.ts'
import { setMembershipShape } from '../../intents/set-membership/shape.ts'
import { setStoreShape } from '../../intents/set-store/shape.ts'
import { pieces } from '../../schema/quantity.ts'
import { askAndWait } from '../import/ask-and-wait.ts'
import { publications } from '../import/publications.ts'
import { systemAsk } from '../import/system-ask.ts'
import { keepPerson } from '../session/persons.ts'
import { demoPeople } from './people.ts'
import { type DemoProduct, demoProducts } from './products.ts'
import { demoShops } from './shops.ts'

const author = 'system:demo'

/**
 * Fills the demo neighbourhood: its people are kept, and everything else is asked like any other question, by
 * `system:demo`. Its causes never change, so doing it at every start changes nothing that is there, finishes what a
 * killed start left, and undoes nothing that people have done since.
 */
export async function seedDemo(node: { pool: pg.Pool; wake: Authority['wake'] }): Promise<void> {
  for (const { id, phone, name } of demoPeople) await keepPerson(node.pool, { id, phone, name })
  await ask(node, demoShops.map(founding))
  await ask(node, [...demoPeople.flatMap(memberships), ...demoShops.flatMap(shelves)])
}

async function ask(node: Parameters<typeof askAndWait>[0], asks: SystemAsk[]) {
  await askAndWait(node, asks, ({ cause }, { verdict, reason }) =>
    assert(verdict === 'accepted', `${cause} was ${verdict}: ${JSON.stringify(reason)}`),
  )
}

const founding = ({ store, settings }: (typeof demoShops)[number]): SystemAsk =>
  systemAsk(setStoreShape, {
    author,
    cause: `demo/store/${store}`,
    body: { store, basis: 0, settings },
  })

const memberships = ({ id: person, roles }: (typeof demoPeople)[number]): SystemAsk[] =>
  roles.map((held) =>
    systemAsk(setMembershipShape, {
      author,
      cause: `demo/member/${person}/${held.scope}/${held.role}`,
      body: { ...held, person, do: 'grant' },
    }),
  )

const shelves = ({ store }: (typeof demoShops)[number]): SystemAsk[] =>
  publications(store, demoProducts(store).map(onShelf)).map((body, part) =>
    systemAsk(publishStockShape, { author, cause: `demo/shelves/${store}/${part}`, body }),
  )

function onShelf({ sku, fields, paise, mrpPaise, pieces: count }: DemoProduct): StockItem[] {
  const items: StockItem[] = [
    { do: 'product', sku, fields, basis: 0 },
    { do: 'price', sku, paise, mrpPaise, basis: 0 },
  ]
  if (count > 0) {
    items.push({ do: 'move', id: `opening-${sku}`, sku, qty: pieces(count), why: 'received' })
  }
  return items
}
