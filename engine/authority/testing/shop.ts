import * as v from 'valibot'
import { areas } from '../../../schema/areas/all.ts'
import { membershipsOf } from '../../../schema/areas/memberships.ts'
import { stockBySku } from '../../../schema/areas/stock.ts'
import { conflictNoted, intentAnswered, stockLevel, stockMoved } from '../../../schema/facts.ts'
import { storeLane } from '../../../schema/lanes.ts'
import { accept, reason, refuse, review } from '../../model/decision.ts'
import { defineKind, type Kind } from '../../model/kind.ts'
import type { Rulebook } from '../../model/rulebook.ts'
import { defineShape } from '../../model/shape.ts'

/** A shop with one shelf and the smallest kinds that can go right, wrong, and broken. */
const Body = v.strictObject({
  store: v.string(),
  sku: v.string(),
  qty: v.pipe(v.number(), v.safeInteger()),
})
type Body = v.InferOutput<typeof Body>

const kind = (
  name: string,
  decide: (
    level: { onHand: number; version: number },
    asked: { id: string; body: Body },
  ) => ReturnType<Kind['decide']>,
): Kind =>
  defineKind({
    shape: defineShape<Body>({ name, body: Body, example: { store: 'a', sku: 'milk', qty: 1 } }),
    lane: ({ store }: Body) => storeLane(store),
    needs: ({ store, sku }: Body) => [stockBySku(store, sku)],
    view: (rows, { store, sku }: Body) =>
      rows.one(stockBySku(store, sku)) ?? { onHand: 0, version: 0 },
    decide,
  })

const level = ({ store, sku }: Body, onHand: number, version: number) =>
  stockLevel({ store, sku, onHand, reserved: 0, version })

/** Takes from the shelf, if there is enough. */
const take = kind('take', ({ onHand, version }, { id, body }) => {
  if (onHand < body.qty) return refuse('out-of-stock', { available: onHand })
  const moved = { id, store: body.store, sku: body.sku, delta: -body.qty, reserved: 0 }
  return accept(
    [level(body, onHand - body.qty, version + 1), stockMoved({ ...moved, why: 'sold' })],
    { result: { left: onHand - body.qty } },
  )
})
/** Breaks in its rule. */
const stumble = kind('stumble', () => {
  throw new Error('stumbled')
})
/** Says what its table does not take. */
const clash = kind('clash', ({ version }, { body }) => accept([level(body, -1, version + 1)]))
/** Wants somebody to look at it. */
const ponder = kind('ponder', (_, { body }) =>
  review([reason('odd', { sku: body.sku })], { by: 'customer', offer: { sku: body.sku } }),
)
/** Asks of another shop than its lane's. */
const trespass = kind('trespass', ({ version }, { body }) =>
  accept([{ ...level(body, 1, version + 1), lanes: [storeLane(body.store), storeLane('other')] }]),
)

export const shopRules: Rulebook = {
  version: 'test',
  kinds: new Map([take, stumble, clash, ponder, trespass].map((one) => [one.shape.name, one])),
  areas,
  rolesOf: membershipsOf,
  barred: (roles) =>
    roles.some((role) => role.status === 'suspended') ? reason('suspended') : undefined,
  mayAppend: (_, lane) => !lane.startsWith('store:'),
  answered: (answer, author) =>
    author.startsWith('system:') ? undefined : intentAnswered(answer, author),
  conflictNoted: (conflict) =>
    conflict.reviewer === 'customer' ? undefined : conflictNoted(conflict),
}
