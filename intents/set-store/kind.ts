import { defineKind } from '../../engine/model/kind.ts'
import { storeById } from '../../schema/areas/stores.ts'
import { PLATFORM, storeLane } from '../../schema/lanes.ts'
import { decide, type Seen } from './decide.ts'
import { type SetStoreBody, setStoreShape } from './shape.ts'

export const setStore = defineKind<SetStoreBody, Seen>({
  shape: setStoreShape,
  lane: ({ store, basis }) => (basis === 0 ? PLATFORM : storeLane(store)),
  needs: ({ store }) => [storeById(store)],
  view: (rows, { store }) => ({ version: rows.one(storeById(store))?.version ?? 0 }),
  decide,
})
