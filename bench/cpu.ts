import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'

/** Linux counts the CPU time of processes in hundredths of a second. */
const TICKS_PER_SECOND = 100

/** Fields of `/proc/PID/stat` from the third on, as numbers where they are some. */
function statOf(pid: number | string): number[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
  } catch {
    return undefined
  }
}

const PARENT = 1
const OWN = [11, 12]
const OF_ENDED_CHILDREN = [13, 14]

const seconds = (fields: readonly number[], which: readonly number[]) =>
  which.reduce((sum, at) => sum + (fields[at] ?? 0), 0) / TICKS_PER_SECOND

/** Seconds of CPU that a process has used so far, all its threads, in user and system. */
export const cpuOf = (pid: number): number => seconds(statOf(pid) ?? [], OWN)

/** The same of a whole Postgres: all its processes, also those that have ended. */
export function cpuOfPostgres(postmaster: number): number {
  const main = statOf(postmaster) ?? []
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((fields) => fields?.[PARENT] === postmaster)
  const theirs = children.reduce((sum, fields) => sum + seconds(fields ?? [], OWN), 0)
  return seconds(main, [...OWN, ...OF_ENDED_CHILDREN]) + theirs
}

/** The process that all others of this Postgres are children of. */
export async function postmasterOf(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return statOf(rows[0]?.pid ?? 0)?.[PARENT] ?? 0
}
