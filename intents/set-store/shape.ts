import * as v from 'valibot'
import { defineShape } from '../../engine/model/shape.ts'
import { StoreId, StoreSettings } from '../../schema/store.ts'

/** A shop's settings, whole, against the version that was seen; basis 0 opens a shop that is not there yet. */
export const SetStoreBody = v.strictObject({
  store: StoreId,
  basis: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  settings: StoreSettings,
})
export type SetStoreBody = v.InferOutput<typeof SetStoreBody>

export const setStoreShape = defineShape<SetStoreBody>({
  name: 'set-store',
  body: SetStoreBody,
  example: {
    store: 'annai-stores',
    basis: 0,
    settings: {
      names: { en: 'Annai Stores', ta: 'அன்னை ஸ்டோர்ஸ்' },
      area: 'Mylapore',
      place: { latE6: 13_033_000, lngE6: 80_269_000 },
      tint: 'turmeric',
      hours: [{ fromMinute: 360, toMinute: 1320 }],
      closures: [],
      paused: false,
      zoneMetres: 2_000,
      prepareMinutes: 12,
      minimumPaise: 10_000,
      deliveryPaise: 2_500,
      freeAbovePaise: 50_000,
      deliveryTaxBp: 1_800,
    },
  },
})
