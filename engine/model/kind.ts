import type { Need, Rows } from './area.ts'
import type { Decision } from './decision.ts'
import type { Instant } from './env.ts'
import type { Shape } from './shape.ts'

/** A role somebody holds over a scope (`store:annai`, `platform`), as of the decision. */
export type Membership = {
  person: string
  scope: string
  role: string
  status: 'active' | 'suspended' | 'revoked'
}

/** A question as `decide` sees it. `author` is who owns the actor that wrote it, never what the body says. */
export type Asked<Body> = {
  id: string
  body: Body
  author: string
  roles: readonly Membership[]
  device: string
  document: string
  basis: readonly string[]
  until?: Instant
  answers?: string
  /** The batch's one clock: the database's. */
  at: Instant
}

/**
 * One thing that can be asked, and how it is answered. It holds no SQL: `needs` names the rows it must see, `view`
 * picks them (and is what the audit keeps as inputs), `decide` is pure.
 */
export type Kind<Body = unknown, Seen = unknown> = {
  shape: Shape<Body>
  /** The home lane that orders it. */
  lane(body: Body): string
  needs(body: Body, asked: Asked<Body>): Need[]
  /**
   * What it must see besides, once it has seen that: asked again until it names nothing new, and again before each
   * decision, because earlier ones of the batch may have changed the rows. It must look only at needs that are there.
   */
  more?(rows: Rows, body: Body, asked: Asked<Body>): Need[]
  view(rows: Rows, body: Body, asked: Asked<Body>): Seen
  decide(seen: Seen, asked: Asked<Body>): Decision
}

/** Keeps Body and Seen while a kind is written, and forgets them for the list that holds all kinds. */
export const defineKind = <Body, Seen>(kind: Kind<Body, Seen>): Kind => kind as unknown as Kind
