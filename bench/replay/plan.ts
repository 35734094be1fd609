import { chance } from '../commit/chance.ts'
import type { Basket } from './baskets.ts'

/** What one device will do, wholly decided before it begins: killed and opened again, it goes on with the same plan. */
export type DevicePlan = {
  device: number
  /** Who owns it; two devices may be one person's. */
  person: number
  rounds: CartPlan[][]
}

/** One cart, filled and asked while the device is offline. */
export type CartPlan = {
  /** The person's number of the cart: the same on both devices of a pair, who then start the same document. */
  number: number
  lines: { sku: string; pieces: number }[]
  fill: 'all' | 'available'
  otherwise: 'best-match' | 'ask' | 'drop' | 'cancel-all'
  when: 'asap' | 'pickup'
  tipPaise: number
  /** Whether its author takes what a review offers. */
  agrees: boolean
}

export type Plan = {
  people: number
  devices: DevicePlan[]
  /** Checkouts that will be asked, besides those that answer a review. */
  asks: number
  /** Pieces asked of each SKU, over all carts. */
  demand: Map<string, number>
  /** SKUs asked in each round. */
  skus: string[][]
  /** Names that the search found nothing for, and how often they were asked. */
  unmatched: Map<string, number>
}

/** Of four devices two are one person's, who edits one cart on both and asks on both. */
const PAIRED = 4
/** Carts that a device fills before it is online again. */
const CARTS_PER_ROUND = 6

/** Deals the baskets out to the devices. `hits` are the SKUs that a search for a name found, best first. */
export function makePlan({
  baskets,
  hits,
  devices: count,
  seed,
}: {
  baskets: readonly Basket[]
  hits: ReadonlyMap<string, readonly string[]>
  devices: number
  seed: number
}): Plan {
  const dice = chance(seed)
  const people = seat(count)
  const unmatched = new Map<string, number>()
  const carts = baskets.flatMap((basket, at) => {
    const lines = basket.items.flatMap((item) => {
      const found = hits.get(item) ?? []
      if (found.length === 0) unmatched.set(item, (unmatched.get(item) ?? 0) + 1)
      const sku = found[dice.below(found.length)]
      return sku ? [{ sku, pieces: dice.below(4) === 0 ? 2 + dice.below(2) : 1 }] : []
    })
    const person = at % people.length
    const number = 1 + Math.floor(at / people.length)
    return lines.length > 0
      ? [{ person, number, lines: merged(lines), dice: dice.below(1_000) }]
      : []
  })
  const rounds = Math.max(1, Math.ceil(baskets.length / people.length / CARTS_PER_ROUND))
  const devices = people.flatMap((own, person) =>
    own.map((device, of): DevicePlan => {
      const mine = carts.filter((cart) => cart.person === person)
      const part = (cart: (typeof carts)[number]) => share(cart, { of, among: own.length })
      return {
        device,
        person,
        rounds: Array.from({ length: rounds }, (_, round) =>
          mine
            .filter((cart) => Math.floor((cart.number - 1) / CARTS_PER_ROUND) === round)
            .map(part),
        ),
      }
    }),
  )
  return { people: people.length, devices, unmatched, ...sums(devices, rounds) }
}

/** Whose each device is: the first of every four devices are a pair, also when there are only two. */
function seat(devices: number): number[][] {
  const people: number[][] = []
  for (let device = 0; device < devices; device++) {
    if (device % PAIRED === 1) people.at(-1)?.push(device)
    else people.push([device])
  }
  return people
}

/** What one of a person's devices puts into the cart: of a pair, each its half, and both the first line. */
function share(
  { number, lines, dice }: { number: number; lines: CartPlan['lines']; dice: number },
  { of, among }: { of: number; among: number },
): CartPlan {
  return {
    number,
    lines: lines.filter((_, at) => among === 1 || at === 0 || at % among === of),
    fill: dice % 10 < 6 ? 'available' : 'all',
    otherwise: (['drop', 'drop', 'best-match', 'ask', 'cancel-all'] as const)[dice % 5] ?? 'drop',
    when: dice % 3 === 0 ? 'asap' : 'pickup',
    tipPaise: dice % 7 === 0 ? 1_000 : 0,
    agrees: dice % 2 === 0,
  }
}

function merged(lines: CartPlan['lines']): CartPlan['lines'] {
  const bySku = new Map<string, number>()
  for (const { sku, pieces } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + pieces)
  return [...bySku].map(([sku, pieces]) => ({ sku, pieces }))
}

function sums(devices: readonly DevicePlan[], rounds: number) {
  const demand = new Map<string, number>()
  const skus = Array.from({ length: rounds }, () => new Set<string>())
  let asks = 0
  for (const plan of devices) {
    plan.rounds.forEach((carts, round) => {
      asks += carts.length
      for (const { sku, pieces } of carts.flatMap((cart) => cart.lines)) {
        demand.set(sku, (demand.get(sku) ?? 0) + pieces)
        skus[round]?.add(sku)
      }
    })
  }
  return { asks, demand, skus: skus.map((set) => [...set].sort()) }
}
