import type pg from 'pg'
import type { Authority } from '../../engine/authority/index.ts'
import { setStoreShape } from '../../intents/set-store/shape.ts'
import type { Place } from '../../schema/place.ts'
import { foldWords } from '../../schema/search/fold.ts'
import { type StoreSettings, TINTS } from '../../schema/store.ts'
import { CannotStart } from '../cannot-start.ts'
import { askAndWait } from './ask-and-wait.ts'
import { systemAsk } from './system-ask.ts'

/** A name as a store's id: its words in Latin letters and digits. */
export const storeIdOf = (name: string): string | undefined => {
  const words = foldWords(name).filter((word) => /^[a-z0-9]+$/.test(word))
  const id = words.join('-').slice(0, 40).replace(/-$/, '')
  return id.length >= 2 ? id : undefined
}

export async function isStore(pool: pg.Pool, store: string): Promise<boolean> {
  const { rowCount } = await pool.query('SELECT FROM stores WHERE store = $1', [store])
  return rowCount === 1
}

/** Opens a shop for a catalogue that comes before its owner, who sets right what is only assumed here. */
export async function foundStore(
  node: { pool: pg.Pool; wake: Authority['wake'] },
  { store, name, place }: { store: string; name: string; place: Place },
): Promise<void> {
  const ask = systemAsk(setStoreShape, {
    author: 'system:import',
    cause: `import/store/${store}`,
    body: { store, basis: 0, settings: assumed(name, place) },
  })
  const answer = (await askAndWait(node, [ask])).get(ask)
  if (answer?.verdict !== 'accepted') {
    throw new CannotStart(`The store ${store} was not founded: ${JSON.stringify(answer?.reason)}.`)
  }
}

const assumed = (name: string, place: Place): StoreSettings => ({
  names: { en: name },
  area: 'Chennai',
  place,
  tint: TINTS[name.length % TINTS.length] as StoreSettings['tint'],
  hours: [{ fromMinute: 0, toMinute: 1440 }],
  closures: [],
  paused: false,
  zoneMetres: 5_000,
  prepareMinutes: 20,
  minimumPaise: 0,
  deliveryPaise: 3_000,
  freeAbovePaise: 50_000,
  deliveryTaxBp: 1_800,
})
