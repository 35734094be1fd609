import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

const CONNECT_MS = 2_000

/** Postgres as somebody with power over it has it: its process, and a connection of its own for each question. */
export function ownPostgres({ home, url }: { home: string; url: string }) {
  return {
    async postmaster(): Promise<number | undefined> {
      const file = join(home, 'postgres', 'data', 'postmaster.pid')
      const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
      return pid > 0 ? pid : undefined
    },
    async query(sql: string): Promise<Record<string, unknown>[] | undefined> {
      const client = new pg.Client({
        ...{ connectionString: url, application_name: 'haat-chaos' },
        connectionTimeoutMillis: CONNECT_MS,
      })
      client.on('error', () => undefined)
      try {
        await client.connect()
        return (await client.query(sql)).rows
      } catch {
        return undefined
      } finally {
        await client.end().catch(() => undefined)
      }
    },
  }
}
