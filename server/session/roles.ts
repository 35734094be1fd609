import type pg from 'pg'
import type { Membership } from '../../engine/model/kind.ts'

/** What a person is, and where, as of now. */
export async function rolesOf(tx: pg.ClientBase | pg.Pool, person: string): Promise<Membership[]> {
  const { rows } = await tx.query<Membership>({
    name: 'roles_of',
    text: `SELECT person, scope, role, status FROM memberships
     WHERE person = $1 AND status <> 'revoked' ORDER BY scope, role`,
    values: [person],
  })
  return rows
}

/** What many people are, by person; whoever is nothing has an empty list. */
export async function rolesOfMany(
  pool: pg.Pool,
  people: readonly string[],
): Promise<Map<string, Membership[]>> {
  const { rows } = await pool.query<Membership>(
    `SELECT person, scope, role, status FROM memberships
     WHERE person = ANY ($1) AND status <> 'revoked' ORDER BY scope, role`,
    [people],
  )
  const roles = new Map<string, Membership[]>(people.map((person) => [person, []]))
  for (const row of rows) roles.get(row.person)?.push(row)
  return roles
}
