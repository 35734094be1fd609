import { setTimeout as wait } from 'node:timers/promises'
import { startAuthority } from '../../engine/authority/authority.ts'
import { insertPending, type PendingIntent } from '../../engine/authority/pending.ts'
import { postgresAuthorityStore } from '../../engine/authority/postgres/authority-store.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { rulebook } from '../../intents/rulebook.ts'
import { areas } from '../../schema/areas/all.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { percentiles } from '../replay/tally.ts'

/** How often those who arrived meanwhile are put where the host puts them. */
const TICK_MS = 5

/**
 * Questions arrive evenly at this rate while the authority decides: of how long each waits, from when it was due to
 * arrive to the news of its COMMIT, the 99th percentile in milliseconds. Whoever asks runs in the same process.
 */
export async function atHalfRate(
  url: string,
  asked: readonly PendingIntent[],
  perSecond: number,
): Promise<number> {
  const pool = openPool(url)
  const env = realEnv()
  const waits: number[] = []
  /** By lane, when each of those not answered was due; a lane answers in the order of arrival. */
  const open = new Map<string, number[]>()
  await new Promise<void>((resolve, reject) => {
    const authority = startAuthority({
      env,
      store: postgresAuthorityStore({ pool, env, areas }),
      rulebook,
      tell(news) {
        if (news.what !== 'decided') return reject(new Error(JSON.stringify(news)))
        const now = env.tick()
        const answered = open.get(news.lane)?.splice(0, news.answers) ?? []
        for (const due of answered) waits.push(now - due)
        if (waits.length === asked.length) resolve(authority.close())
      },
    })
    arrive().catch(reject)

    async function arrive() {
      const began = env.tick()
      const dueAt = (n: number) => began + (n * 1_000) / perSecond
      for (let next = 0; next < asked.length; await wait(TICK_MS)) {
        const first = next
        while (next < asked.length && dueAt(next) <= env.tick()) next += 1
        const now = asked.slice(first, next)
        now.forEach(({ lane }, n) => {
          const waiting = open.get(lane)
          if (waiting) waiting.push(dueAt(first + n))
          else open.set(lane, [dueAt(first + n)])
        })
        await insertPending(pool, now)
        for (const { lane } of now) authority.wake(lane)
      }
    }
  })
  await pool.end()
  return percentiles(waits).p99
}
