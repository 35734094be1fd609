import type { Kind } from '../engine/model/kind.ts'
import { checkout } from './checkout/kind.ts'
import { publishStock } from './publish-stock/kind.ts'
import { setMembership } from './set-membership/kind.ts'
import { setStore } from './set-store/kind.ts'

/** All that can be asked. Joining this list means being tested by its laws (`laws.test.ts`). */
export const kinds: readonly Kind[] = [checkout, publishStock, setStore, setMembership]

export const kindsByName: ReadonlyMap<string, Kind> = new Map(
  kinds.map((kind) => [kind.shape.name, kind]),
)
