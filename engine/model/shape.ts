import type * as v from 'valibot'
import type { Json } from './canonical.ts'

/** What can be asked: the name of a kind, the schema of its body, and a worked example that must satisfy it. */
export type Shape<Body> = {
  name: string
  body: v.GenericSchema<unknown, Body>
  example: Body & { [key: string]: Json }
}

export const defineShape = <Body>(shape: Shape<Body>): Shape<Body> => shape
