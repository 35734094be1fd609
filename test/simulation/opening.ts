import type { PublishStockBody } from '../../intents/publish-stock/shape.ts'
import { catalogLane, storeLane } from '../../schema/lanes.ts'
import { pieces } from '../../schema/quantity.ts'
import type { StoreSettings } from '../../schema/store.ts'
import { chanceOf, type Dice } from './chance.ts'
import { BEGINNING } from './machine.ts'
import type { Person, World } from './world.ts'

/** The shop that everybody meets in. */
export const STORE = 'annai-stores'

/** Who and what there is at the beginning: drawn from the seed, small enough to be fought over. */
export type Cast = {
  people: Person[]
  staff: string
  skus: readonly string[]
  /** Does the owner take people in and let them go? */
  rightsMove: boolean
}

export function drawCast(dice: Dice): Cast {
  const person = () => chanceOf(dice, () => BEGINNING).uuid7()
  const staff = person()
  const customers = Array.from({ length: dice.pick([1, 1, 2, 2, 3]) }, () => ({
    person: person(),
    devices: dice.pick([1, 2, 2]),
    lanes: [catalogLane(STORE)],
  }))
  const shop = {
    person: staff,
    devices: dice.pick([1, 1, 1, 2]),
    lanes: [catalogLane(STORE)],
  }
  const skus = Array.from({ length: dice.between(3, 8) }, (_, i) => `sku-${i + 1}`)
  return { people: [...customers, shop], staff, skus, rightsMove: dice.oneIn(2) }
}

/** The first question of all: a shop that never closes. The others need it answered. */
export function openShop(world: World, dice: Dice): void {
  ask(world, dice)('set-store', { store: STORE, basis: 0, settings })
}

const ask = (world: World, dice: Dice) => (kind: string, body: object) =>
  world.askAsSystem(chanceOf(dice, () => BEGINNING).uuid7(), { kind, body })

/** What the shop begins with: its staff, a few products and very little stock. */
export function fillShop(world: World, { staff, skus }: Cast, dice: Dice): void {
  const asks = ask(world, dice)
  asks('set-membership', { scope: storeLane(STORE), person: staff, role: 'owner', do: 'grant' })
  asks('publish-stock', {
    store: STORE,
    items: skus.flatMap((sku): PublishStockBody['items'] => {
      const paise = dice.between(10, 200) * 50
      return [
        { do: 'product', sku, basis: 0, fields: fieldsOf(sku, dice) },
        { do: 'price', sku, basis: 0, paise, mrpPaise: 20_000 },
        { do: 'move', id: `open-${sku}`, sku, qty: pieces(dice.between(1, 6)), why: 'received' },
      ]
    }),
  })
}

const fieldsOf = (sku: string, dice: Dice) => ({
  names: { en: `Thing ${sku}` },
  aisle: 'Staples',
  shelf: dice.pick(['rice', 'dal']),
  taxBp: dice.pick([0, 500, 1800]),
  active: true,
})

export const settings: StoreSettings = {
  names: { en: 'Annai Stores' },
  area: 'Mylapore',
  place: { latE6: 13_033_900, lngE6: 80_269_600 },
  tint: 'turmeric',
  hours: [{ fromMinute: 0, toMinute: 1440 }],
  closures: [],
  paused: false,
  zoneMetres: 5_000,
  prepareMinutes: 10,
  minimumPaise: 0,
  deliveryPaise: 2_500,
  deliveryTaxBp: 1_800,
}
