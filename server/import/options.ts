import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { Place } from '../../schema/place.ts'
import { storeIdOf } from './found-store.ts'

export type ImportOptions = {
  store: string
  name: string
  file: string
  dryRun: boolean
  json?: string
  place: Place
}

export const USAGE = `npm run import -- --store NAME --catalogue FILE [--dry-run] [--json FILE] [--near LAT,LNG]

  FILE is CSV in UTF-8; its first line names the columns name, category, subcategory, type, brand, price_rupees and
  mrp_rupees, in any order; others are not read. Products with the same name, brand and type are one product; at
  another MRP they are another pack of it, at the same MRP a repeat. A store that does not exist is founded, near
  the place given. Nothing changes for rows that say what the store says already.
  --dry-run   read and compare, write nothing
  --json      write what became of every line to FILE
`

/** Where a store is founded when nobody says: the temple tank of Mylapore, Chennai. */
const MYLAPORE: Place = { latE6: 13_033_700, lngE6: 80_269_700 }

/** The options, or the sentence that says which is wrong. */
export function readOptions(argv: readonly string[]): ImportOptions | { wrong: string } {
  let values: Partial<Record<string, string | boolean>>
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        store: { type: 'string' },
        catalogue: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'string' },
        near: { type: 'string' },
      },
    }).values
  } catch (error) {
    return { wrong: (error as Error).message }
  }
  const { store: name, catalogue: file, json, near } = values as Partial<Record<string, string>>
  if (!name) return { wrong: '--store names the shop.' }
  if (!file) return { wrong: '--catalogue names the file.' }
  const store = storeIdOf(name)
  if (!store)
    return { wrong: `--store "${name}" has no two Latin letters or digits to make an id of.` }
  const place = near === undefined ? MYLAPORE : placeOf(near)
  if (!place) return { wrong: `--near "${near}" is not LAT,LNG in degrees.` }
  const dryRun = values['dry-run'] === true
  return { store, name, file, dryRun, place, ...(json !== undefined && { json }) }
}

function placeOf(text: string): Place | undefined {
  const degrees = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(text)
  if (!degrees) return undefined
  const [latE6, lngE6] = degrees.slice(1).map((each) => Math.round(Number(each) * 1e6))
  const place = v.safeParse(Place, { latE6, lngE6 })
  return place.success ? place.output : undefined
}
