import type { AuthorityStore } from '../../engine/authority/store.ts'
import type { HostStore, MayOpen } from '../../engine/host/index.ts'
import type { DeviceStore } from '../../engine/replica/storage/device-store.ts'
import type { Machine } from './machine.ts'

/** Where the engine meets the world: a mutant puts something weaker between. */
export type Seams = {
  hostStore(store: HostStore, node: Machine): HostStore
  authorityStore(store: AuthorityStore, node: Machine): AuthorityStore
  deviceStore(store: DeviceStore, device: Machine): DeviceStore
  may(may: MayOpen): MayOpen
}

export const soundSeams = (): Seams => ({
  hostStore: (store) => store,
  authorityStore: (store) => store,
  deviceStore: (store) => store,
  may: (may) => may,
})
