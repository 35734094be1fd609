import type { Area } from '../../engine/model/area.ts'
import { addresses } from './addresses.ts'
import { counters } from './counters.ts'
import { memberships } from './memberships.ts'
import { moves } from './moves.ts'
import { orderLines } from './order-lines.ts'
import { orderStates } from './order-states.ts'
import { orders } from './orders.ts'
import { payments } from './payments.ts'
import { prices } from './prices.ts'
import { products } from './products.ts'
import { stock } from './stock.ts'
import { stores } from './stores.ts'

/** Every area, in the one order in which all batches load, lock and write. */
export const areas = [
  memberships,
  stores,
  products,
  prices,
  counters,
  stock,
  moves,
  orders,
  orderLines,
  orderStates,
  payments,
  addresses,
] as unknown as readonly Area[]
