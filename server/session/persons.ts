import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { v7 } from 'uuid'

export type Person = {
  id: string
  phone: string
  name?: string
  /** 32 bytes, base64url: seals what only this person may read (AES-GCM). */
  sealKey: string
}

type Row = { id: string; phone: string; name: string | null; seal_key: Buffer }

const columns = 'id, phone, name, seal_key'

/** The person of a phone; a first sign-in makes them. */
export async function personOfPhone(tx: pg.ClientBase | pg.Pool, phone: string): Promise<Person> {
  return keepPerson(tx, { id: v7(), phone })
}

/** Makes a person, or gives the one who has the phone already; a name is set only if there was none. */
export async function keepPerson(
  tx: pg.ClientBase | pg.Pool,
  { id, phone, name }: { id: string; phone: string; name?: string },
): Promise<Person> {
  const { rows } = await tx.query<Row>(
    `INSERT INTO persons (id, phone, name, seal_key) VALUES ($1, $2, $3, $4)
     ON CONFLICT (phone) DO UPDATE SET name = coalesce(persons.name, excluded.name)
     RETURNING ${columns}`,
    [id, phone, name ?? null, randomBytes(32)],
  )
  return personOf(rows[0] as Row)
}

export async function findPerson(
  tx: pg.ClientBase | pg.Pool,
  id: string,
): Promise<Person | undefined> {
  const { rows } = await tx.query<Row>(`SELECT ${columns} FROM persons WHERE id = $1`, [id])
  return rows[0] && personOf(rows[0])
}

const personOf = ({ id, phone, name, seal_key }: Row): Person => ({
  id,
  phone,
  ...(name !== null && { name }),
  sealKey: seal_key.toString('base64url'),
})
