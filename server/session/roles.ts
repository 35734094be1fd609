import type pg from 'pg'
import type { Membership } from '../../engine/model/kind.ts'

/** What a person is, and where, as of now. */
export async function rolesOf(tx: pg.ClientBase | pg.Pool, person: string): Promise<Membership[]> {
  const { rows } = await tx.query<Membership>(
    `SELECT person, scope, role, status FROM memberships
     WHERE person = $1 AND status <> 'revoked' ORDER BY scope, role`,
    [person],
  )
  return rows
}
