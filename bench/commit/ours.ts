import { startAuthority } from '../../engine/authority/authority.ts'
import { postgresAuthorityStore } from '../../engine/authority/postgres/authority-store.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { rulebook } from '../../intents/rulebook.ts'
import { areas } from '../../schema/areas/all.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { type Batch, recording } from './limit.ts'

/**
 * The product's own authority, as `npm start` runs it, on what waits: seconds until all of it is answered. With `keep`
 * it is not measured but written down: what it wrote is what the limit writes again.
 */
export async function ours(
  url: string,
  { lanes, count, keep }: { lanes: readonly string[]; count: number; keep?: Batch[] },
): Promise<number> {
  const pool = openPool(url)
  const env = realEnv()
  const kept = keep ? recording(pool) : undefined
  const store = kept?.store ?? postgresAuthorityStore({ pool, env, areas })
  const began = env.tick()
  let answered = 0
  await new Promise<void>((resolve, reject) => {
    const authority = startAuthority({
      env,
      store,
      rulebook,
      tell(news) {
        if (news.what !== 'decided') return reject(new Error(JSON.stringify(news)))
        answered += news.answers
        if (answered === count) resolve(authority.close())
      },
    })
    for (const lane of lanes) authority.wake(lane)
  })
  const seconds = (env.tick() - began) / 1_000
  await pool.end()
  keep?.push(...(kept?.batches ?? []))
  return seconds
}
