import type { Pool } from 'pg'
import { openPool } from '../../../server/postgres/pool.ts'
import { until } from '../../../test/kit/until.ts'
import type { Rulebook } from '../../model/rulebook.ts'
import { openNode } from './node.ts'
import { shopRules } from './shop.ts'

/**
 * Several nodes at work on a test's database until nothing waits there any more; gives the SQLSTATE of every batch that
 * was thrown out. `work` asks, and may wake a store's lane on all of them.
 */
export async function withNodes(
  { pool, url, rulebook = shopRules }: { pool: Pool; url: string; rulebook?: Rulebook },
  count: number,
  work: (wake: (store: string) => void) => Promise<unknown>,
): Promise<string[]> {
  const pools = Array.from({ length: count }, () => openPool(url, 6))
  const nodes = pools.map((one) => openNode(one, { rulebook }))
  const running = nodes.map((node) => node.start())
  try {
    await work((store) => {
      for (const one of running) one.wake(`store:${store}`)
    })
    await until('all is answered', async () => {
      const { rows } = await pool.query('SELECT count(*) AS n FROM pending')
      return rows[0].n === 0
    })
  } finally {
    await Promise.all(running.map((one) => one.close()))
    await Promise.all(pools.map((one) => one.end()))
  }
  return nodes.flatMap((node) => node.aborts())
}
