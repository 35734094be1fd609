import type { Answer } from '../engine/model/answer.ts'
import type { Json } from '../engine/model/canonical.ts'
import type { NotedConflict } from '../engine/model/conflict.ts'
import type { Fact } from '../engine/model/fact.ts'
import type { Membership } from '../engine/model/kind.ts'
import { catalogLane, OPS, PLATFORM, storeLane, userLane } from './lanes.ts'
import type { OrderLines, OrderStanding } from './order.ts'
import type { Band, Price, Product } from './product.ts'
import type { Store } from './store.ts'

/** Every fact, once: its kind, its key, the lanes that must know it, and its value. */
export type FactValues = {
  'store.set': Store
  'product.set': Product
  'price.set': Price
  'band.set': { store: string; sku: string; band: Band }
  'stock.level': StockLevel
  'stock.moved': StockMove
  'order.lines': OrderLines
  'order.state': OrderStanding
  'payment.due': {
    order: string
    store: string
    paise: number
    pay: 'cod' | 'hook'
    state: 'due' | 'pending'
  }
  'counter.set': { store: string; counter: string; value: number }
  'address.kept': { order: string; address: string; sealed: string }
  'member.set': Membership
  /** Which lanes a role in `scope` opens to a person. */
  'lanes.set': { person: string; scope: string; lanes: string[] }
  'intent.answered': Answer
  'conflict.noted': NotedConflict
}
export type FactKind = keyof FactValues
export type { Answer }

/** Units on the shelf and promised, in milli-units. */
export type StockLevel = {
  store: string
  sku: string
  onHand: number
  reserved: number
  version: number
}

/** One change of stock, kept for ever: levels are the sum of their moves. */
export type StockMove = {
  id: string
  store: string
  sku: string
  delta: number
  reserved: number
  why:
    | 'received'
    | 'sold'
    | 'damaged'
    | 'counted'
    | 'reserved'
    | 'released'
    | 'consumed'
    | 'returned'
    | 'variance'
  of?: string
}

const fact = <K extends FactKind>(
  kind: K,
  key: string,
  lanes: string[],
  value: FactValues[K],
): Fact => ({
  kind,
  key,
  lanes,
  value: value as unknown as Json,
})

/** Reads a fact of a known kind back; the type is trusted because the authority wrote it. */
export const factValue = <K extends FactKind>(
  kind: K,
  of: Pick<Fact, 'kind' | 'value'>,
): FactValues[K] | undefined =>
  of.kind === kind ? (of.value as unknown as FactValues[K]) : undefined

export const storeSet = (value: Store) =>
  fact('store.set', 'store', [storeLane(value.store), catalogLane(value.store)], value)
export const productSet = (value: Product) =>
  fact(
    'product.set',
    `product/${value.sku}`,
    [storeLane(value.store), catalogLane(value.store)],
    value,
  )
export const priceSet = (value: Price) =>
  fact('price.set', `price/${value.sku}`, [storeLane(value.store), catalogLane(value.store)], value)
export const bandSet = (value: FactValues['band.set']) =>
  fact('band.set', `band/${value.sku}`, [storeLane(value.store), catalogLane(value.store)], value)
export const stockLevel = (value: StockLevel) =>
  fact('stock.level', `stock/${value.sku}`, [storeLane(value.store)], value)
export const stockMoved = (value: StockMove) =>
  fact('stock.moved', `move/${value.id}`, [storeLane(value.store)], value)
export const orderLines = (value: OrderLines) =>
  fact(
    'order.lines',
    `order/${value.order}/lines`,
    [storeLane(value.store), userLane(value.customer)],
    value,
  )
export const orderState = (value: OrderStanding) =>
  fact(
    'order.state',
    `order/${value.order}/state`,
    [storeLane(value.store), userLane(value.customer)],
    value,
  )
export const paymentDue = (value: FactValues['payment.due']) =>
  fact('payment.due', `payment/${value.order}`, [storeLane(value.store)], value)
export const counterSet = (value: FactValues['counter.set']) =>
  fact('counter.set', `counter/${value.counter}`, [storeLane(value.store)], value)
/** Travels in no lane: the sealed address stays in its row (`areas/addresses.ts`), facts name only the order. */
export const addressKept = (value: FactValues['address.kept']) =>
  fact('address.kept', `address/${value.order}`, [], value)
export const memberSet = (
  value: Membership,
  home: string = value.scope === PLATFORM ? PLATFORM : value.scope,
) =>
  fact(
    'member.set',
    `member/${value.person}/${value.scope}/${value.role}`,
    [home, userLane(value.person)],
    value,
  )
/** A key per scope: two home lanes may open something to one person at the same time, and neither is lost. */
export const lanesSet = (value: FactValues['lanes.set'], home: string) =>
  fact('lanes.set', `lanes/${value.scope}`, [home, userLane(value.person)], value)
export const intentAnswered = (value: Answer, author: string) =>
  fact('intent.answered', `intent/${value.intent}`, [userLane(author)], value)
export const conflictNoted = (value: NotedConflict) =>
  fact('conflict.noted', `conflict/${value.id}`, [value.lane, OPS], value)
