import type pg from 'pg'
import { setMembershipShape } from '../../intents/set-membership/shape.ts'
import { storeLane } from '../../schema/lanes.ts'
import { demoProducts } from '../../server/demo/products.ts'
import { askAndWait } from '../../server/import/ask-and-wait.ts'
import { systemAsk } from '../../server/import/system-ask.ts'
import { SHOP, shopIn } from '../browser/shop.ts'
import type { Person } from '../hostile/target.ts'
import { signInAt } from '../kit/api.ts'

const SKUS = 8
/** Pieces of the first SKU are few: whoever is late is told so. */
const FEW = 40
/** Pieces of the others are more than anybody asks. */
const PLENTY = 500_000

/** Opens the shop for good, and says what is bought there. */
export async function openShop(pool: pg.Pool): Promise<string[]> {
  const shop = shopIn(pool)
  await shop.neverCloses()
  const skus = demoProducts(SHOP)
    .slice(0, SKUS)
    .map(({ sku }) => sku)
  for (const [at, sku] of skus.entries()) await shop.leave(sku, at === 0 ? FEW : PLENTY)
  return skus
}

/** Two people who work in the shop, one of them to harm the other, and one who does not; by questions like any other. */
export async function castAttack(pool: pg.Pool, url: string) {
  const person = async (name: string, number: number): Promise<Person & { id: string }> => {
    const device = await signInAt(url, `+91981000000${number}`, name)
    const socket = `${url.replace('http', 'ws')}/sync`
    return { name, id: device.person, url: async () => `${socket}?ticket=${await device.ticket()}` }
  }
  const victim = await person('victim', 1)
  const mallory = await person('mallory', 2)
  const outsider = await person('outsider', 3)
  const grants = [victim, mallory].map(({ id }) =>
    systemAsk(setMembershipShape, {
      author: 'system:demo',
      cause: `chaos/staff/${id}`,
      body: { scope: storeLane(SHOP) as `store:${string}`, person: id, role: 'staff', do: 'grant' },
    }),
  )
  await askAndWait({ pool, wake: () => undefined }, grants)
  return { victim, mallory, outsider }
}
