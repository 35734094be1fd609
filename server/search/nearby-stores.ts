import type pg from 'pg'
import { metresBetween, type Place } from '../../schema/place.ts'
import type { Store, StoreSettings } from '../../schema/store.ts'

/** How far a shop may be to count as near, in metres, and how many are listed. */
export const NEARBY_METRES = 5_000
export const LISTED_STORES = 100

/** A shop as everybody may see it, and how far it is from where was asked. */
export type ListedStore = Store & { metres?: number }

const METRES_PER_DEGREE = 111_320

/**
 * Shops within `metres` of a place, nearest first: the index finds those in the square around it, the great-circle
 * distance decides. Squares do not reach across the date line.
 */
export async function nearbyStores(
  pool: pg.Pool,
  { place, metres = NEARBY_METRES }: { place: Place; metres?: number },
): Promise<(Store & { metres: number })[]> {
  const north = (metres / METRES_PER_DEGREE) * 1e6
  const shrink = Math.max(0.01, Math.cos((place.latE6 / 1e6) * (Math.PI / 180)))
  const east = north / shrink
  const { rows } = await pool.query<Row>(
    `SELECT store, version, settings FROM stores
     WHERE point(lng_e6, lat_e6) <@ box(point($1::float8 - $3, $2::float8 - $4), point($1::float8 + $3, $2::float8 + $4))
     ORDER BY point(lng_e6, lat_e6) <-> point($1::float8, $2::float8) LIMIT ${LISTED_STORES}`,
    [place.lngE6, place.latE6, east, north],
  )
  return rows
    .map((row) => ({ ...storeOf(row), metres: metresBetween(place, row.settings.place) }))
    .filter((store) => store.metres <= metres)
    .sort((a, b) => a.metres - b.metres || (a.store < b.store ? -1 : 1))
}

/** Shops by name, for somebody who did not say where they are. */
export async function listedStores(pool: pg.Pool): Promise<Store[]> {
  const { rows } = await pool.query<Row>(
    `SELECT store, version, settings FROM stores
     ORDER BY settings->'names'->>'en', store LIMIT ${LISTED_STORES}`,
  )
  return rows.map(storeOf)
}

type Row = { store: string; version: number; settings: StoreSettings }
const storeOf = ({ store, version, settings }: Row): Store => ({ ...settings, store, version })
