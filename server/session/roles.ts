import type pg from 'pg'
import { gather } from '../../engine/model/gather.ts'
import type { Membership } from '../../engine/model/kind.ts'
import { CROWD } from '../postgres/crowd.ts'

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

/** What a person is, asked together with whoever else is asked about at the moment. */
export const gatheredRoles = (pool: pg.Pool) =>
  gather((people: readonly string[]) => rolesOfMany(pool, people), CROWD)

/** What many people are, by person; whoever is nothing has an empty list. */
async function rolesOfMany(
  pool: pg.Pool,
  people: readonly string[],
): Promise<Map<string, Membership[]>> {
  const { rows } = await pool.query<Membership>({
    name: 'roles_of_many',
    text: `SELECT person, scope, role, status FROM memberships
     WHERE person = ANY ($1) AND status <> 'revoked' ORDER BY scope, role`,
    values: [people],
  })
  const roles = new Map<string, Membership[]>(people.map((person) => [person, []]))
  for (const row of rows) roles.get(row.person)?.push(row)
  return roles
}
