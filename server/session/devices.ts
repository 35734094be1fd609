import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import * as v from 'valibot'

/** A device as it presents itself: its own lasting id and a label, or a label alone (then it is new each time). */
export const PresentedDevice = v.union([
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  v.strictObject({
    id: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
    label: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  }),
])
export type PresentedDevice = v.InferOutput<typeof PresentedDevice>

export type Device = { id: string; label: string; seenAt: number; sessions: number }

/** Notes that a person signs in on a device, and gives its id. A device that was signed out is welcome again. */
export async function keepDevice(
  tx: pg.ClientBase,
  { person, device }: { person: string; device: PresentedDevice },
): Promise<string> {
  const { id, label } = typeof device === 'string' ? { id: randomUUID(), label: device } : device
  await tx.query(
    `INSERT INTO devices (person, id, label) VALUES ($1, $2, $3)
     ON CONFLICT (person, id) DO UPDATE SET label = excluded.label, seen_at = now(), revoked_at = NULL`,
    [person, id, label],
  )
  return id
}

/** The devices on which a person is signed in, last seen first. */
export async function devicesOf(pool: pg.Pool, person: string): Promise<Device[]> {
  const { rows } = await pool.query<Device>(
    `SELECT d.id, d.label, round(extract(epoch FROM d.seen_at) * 1000)::int8 AS "seenAt",
            count(s.id) AS sessions
     FROM devices d JOIN sessions s ON s.person = d.person AND s.device = d.id
       AND s.revoked_at IS NULL AND s.expires_at > now()
     WHERE d.person = $1 AND d.revoked_at IS NULL GROUP BY d.person, d.id ORDER BY d.seen_at DESC, d.id`,
    [person],
  )
  return rows
}

/** Ends every session of a person's device: false if the person has no such device. */
export async function revokeDevice(
  tx: pg.ClientBase,
  { person, device, why }: { person: string; device: string; why: string },
): Promise<boolean> {
  const found = await tx.query(
    'UPDATE devices SET revoked_at = now() WHERE person = $1 AND id = $2 AND revoked_at IS NULL',
    [person, device],
  )
  await tx.query(
    `UPDATE sessions SET revoked_at = now(), revoked_why = $3
     WHERE person = $1 AND device = $2 AND revoked_at IS NULL`,
    [person, device, why],
  )
  return found.rowCount === 1
}
