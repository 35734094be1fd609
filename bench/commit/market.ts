import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrate } from '../../server/postgres/migrate.ts'
import { openPool } from '../../server/postgres/pool.ts'
import type { Scenario } from './scenario.ts'
import { openMarket } from './seed.ts'

export type Markets = {
  /** A new database with this scenario's shops, as fresh as for everybody else; dropped when `use` is done. */
  fresh<T>(
    scenario: Scenario,
    use: (market: { url: string; pool: pg.Pool }) => Promise<T>,
  ): Promise<T>
  close(): Promise<void>
}

/** Each measurement has a database of its own on the one Postgres, made from the same template, checkpointed before. */
export async function openMarkets(url: string): Promise<Markets> {
  const admin = new pg.Client(url)
  await admin.connect()
  const run = randomBytes(4).toString('hex')
  const templates = new Map<string, string>()
  const at = (database: string) => {
    const address = new URL(url)
    address.pathname = `/${database}`
    return address.href
  }

  async function template(scenario: Scenario): Promise<string> {
    const known = templates.get(scenario.name)
    if (known) return known
    const name = `bench_${run}_${scenario.name.replace('-', '_')}`
    await admin.query(`CREATE DATABASE ${name}`)
    templates.set(scenario.name, name)
    await migrate(at(name))
    const pool = openPool(at(name), 1)
    await openMarket(pool, scenario)
    await pool.query('ANALYZE')
    await pool.end()
    return name
  }

  return {
    async fresh(scenario, use) {
      const name = `bench_${run}_now`
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${await template(scenario)}`)
      const pool = openPool(at(name), 4)
      try {
        return await use({ url: at(name), pool })
      } finally {
        await pool.end()
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
      }
    },
    async close() {
      for (const name of templates.values()) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await admin.end()
    },
  }
}
