import type pg from 'pg'
import {
  type Authority,
  type BatchNews,
  headHints,
  postgresAuthorityStore,
  startAuthority,
} from '../../engine/authority/index.ts'
import { postgresBus } from '../../engine/bus/index.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { rulebook } from '../../intents/rulebook.ts'
import { areas } from '../../schema/areas/all.ts'

/** A process that decides but serves nobody: what it decides, running servers hear of over the bus. */
export type Decider = { wake: Authority['wake']; close(): Promise<void> }

export async function openDecider({
  pool,
  url,
  say,
}: {
  pool: pg.Pool
  url: string
  say: (sentence: string) => void
}): Promise<Decider> {
  const env = realEnv()
  const bus = await postgresBus({ url, env, onLost: () => {} })
  const tell = (news: BatchNews) => {
    if (news.what === 'decided') {
      for (const hint of headHints(news.heads)) bus.publish('lanes', hint)
    } else say(`A batch could not be decided yet: ${JSON.stringify(news)}`)
  }
  const store = postgresAuthorityStore({ pool, env, areas })
  const authority = startAuthority({ env, store, rulebook, tell })
  return {
    wake: authority.wake,
    async close() {
      await authority.close()
      await bus.close()
    },
  }
}
