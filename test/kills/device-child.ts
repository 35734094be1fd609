import '@automerge/automerge'
import type { Shelf } from '../../bench/replay/device/shelf.ts'
import type { FaultPoint } from '../../engine/model/env.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { breakAt, type readFaults } from '../../server/faults.ts'
import { openShopper, type Shopper } from './shopper.ts'

/** A device that is to be killed, with its database in a file that stays. */
export type DeviceOrder =
  | {
      do: 'open'
      url: string
      file: string
      session: { person: string; device: string; token: string }
      shelf: { store: Shelf['store']; goods: [string, unknown][] }
      cart: number
    }
  | { do: 'order'; point: FaultPoint }

const faults: NonNullable<ReturnType<typeof readFaults>> = new Map()
let shopper: Shopper | undefined
let shelf: Shelf | undefined
let cart = 0

process.on('message', (order: DeviceOrder) => void obey(order))
process.on('disconnect', () => process.exit())

async function obey(order: DeviceOrder): Promise<void> {
  if (order.do === 'open') {
    const { url, file, session } = order
    shelf = { store: order.shelf.store, goods: new Map(order.shelf.goods) as Shelf['goods'] }
    cart = order.cart
    const { token, ...who } = session
    const signed = { ...who, accessToken: async () => token }
    shopper = await openShopper({ url, file, session: signed, env: realEnv(breakAt(faults)) })
    await shopper.fill(shelf, cart)
    process.send?.({ say: 'filled' })
  } else if (shopper && shelf) {
    faults.set(order.point, { mode: 'kill', ms: 0, chance: 1 })
    const intent = await shopper.order(shelf, cart)
    process.send?.({ say: 'ordered', intent })
  }
}
