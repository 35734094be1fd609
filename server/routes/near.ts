import * as v from 'valibot'
import { Place } from '../../schema/place.ts'

/** `near=13.0337,80.2697`: degrees north and east. */
export const near = v.pipe(
  v.string(),
  v.regex(/^-?\d{1,2}(\.\d{1,9})?,-?\d{1,3}(\.\d{1,9})?$/, 'latitude,longitude in degrees'),
  v.transform((text): Place => {
    const [lat = 0, lng = 0] = text.split(',').map((degrees) => Math.round(Number(degrees) * 1e6))
    return { latE6: lat, lngE6: lng }
  }),
  v.check((place) => v.is(Place, place), 'a place on earth'),
)
