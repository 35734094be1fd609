import type pg from 'pg'
import { documentText } from '../../engine/host/index.ts'

/**
 * A person goes: their key is shredded, which makes unreadable for ever whatever was sealed under it in outcomes and
 * audit; so are phone, name, devices, sessions, codes, and what was refused of them. What the authority decided stays,
 * under an id that leads to nobody. Gives the documents of their own that there still are, for the document host to erase.
 */
export async function erasePerson(tx: pg.ClientBase, person: string): Promise<string[]> {
  const { rows } = await tx.query<{ phone: string }>(
    'DELETE FROM persons WHERE id = $1 RETURNING phone',
    [person],
  )
  await tx.query('DELETE FROM sign_in_codes WHERE phone = ANY ($1)', [
    rows.map(({ phone }) => phone),
  ])
  await tx.query('DELETE FROM sessions WHERE person = $1', [person])
  await tx.query('DELETE FROM devices WHERE person = $1', [person])
  await tx.query('DELETE FROM quarantine WHERE person = $1', [person])
  await tx.query('DELETE FROM quarantine_counts WHERE person = $1', [person])
  return ownDocuments(tx, person)
}

/** Documents that are about one person alone: carts and requests. */
export async function ownDocuments(tx: pg.ClientBase | pg.Pool, person: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: Buffer }>(
    `SELECT id FROM documents WHERE state <> 'erased' AND $1 IN (about->>'customer', about->>'person')`,
    [person],
  )
  return rows.map(({ id }) => documentText(id))
}
