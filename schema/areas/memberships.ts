import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import type { Membership } from '../../engine/model/kind.ts'
import { factValue } from '../facts.ts'
import { word } from './columns.ts'

/** Who is what where. A role that was taken away stays as `revoked`: rows are the image of facts and never vanish. */
export const membershipsTable = pgTable(
  'memberships',
  {
    person: word('person').notNull(),
    scope: word('scope').notNull(),
    role: word('role').notNull(),
    status: word('status').$type<Membership['status']>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.person, t.scope, t.role] }),
    index('memberships_of_scope').on(t.scope),
    check('memberships_status', sql`${t.status} IN ('active', 'suspended', 'revoked')`),
  ],
)

export const membershipsOf = (person: string): Need<Membership> => ({
  area: 'memberships',
  by: 'person',
  key: person,
})
export const membershipsAt = (scope: string): Need<Membership> => ({
  area: 'memberships',
  by: 'scope',
  key: scope,
})

export const memberships = defineArea<Membership>({
  name: 'memberships',
  table: membershipsTable,
  locks: false,
  keyOf: (row) => `${row.person}/${row.scope}/${row.role}`,
  by: { person: (row) => row.person, scope: (row) => row.scope },
  from: ['member.set'],
  rowsOf(fact) {
    const value = factValue('member.set', fact)
    return value ? [value] : []
  },
  load: {
    person: async (tx, keys) =>
      (
        await tx.query<Membership>(
          `SELECT person, scope, role, status FROM memberships WHERE person = ANY ($1::text[])
           ORDER BY person, scope, role`,
          [keys],
        )
      ).rows,
    scope: async (tx, keys) =>
      (
        await tx.query<Membership>(
          `SELECT person, scope, role, status FROM memberships WHERE scope = ANY ($1::text[])
           ORDER BY person, scope, role`,
          [keys],
        )
      ).rows,
  },
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO memberships (person, scope, role, status)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
       ON CONFLICT (person, scope, role) DO UPDATE SET status = excluded.status`,
      [
        rows.map((row) => row.person),
        rows.map((row) => row.scope),
        rows.map((row) => row.role),
        rows.map((row) => row.status),
      ],
    )
  },
})
