import type pg from 'pg'
import type { Logger } from 'pino'
import {
  type Authority,
  type BatchNews,
  type Feed,
  type FoundIntent,
  headHints,
  insertPending,
  openFeed,
  type PendingIntent,
  placeIntent,
  postgresAuthorityStore,
  postgresFactStore,
  readHint,
  startAuthority,
} from '../engine/authority/index.ts'
import { type Bus, postgresBus } from '../engine/bus/index.ts'
import { createHost, type Host, postgresHostStore } from '../engine/host/index.ts'
import type { Env } from '../engine/model/env.ts'
import { kindsByName } from '../intents/all.ts'
import { rulebook } from '../intents/rulebook.ts'
import { mayOpen } from '../schema/access.ts'
import { areas } from '../schema/areas/all.ts'
import { sorts } from '../schema/documents/all.ts'
import type { Config } from './config.ts'
import { observeHost } from './host-metrics.ts'
import type { Metrics } from './metrics.ts'
import { openRevocations } from './session/revocations.ts'
import { gatheredRoles } from './session/roles.ts'

export type Planes = {
  host: Host
  authority: Authority
  feed: Feed
  bus: Bus
  /** What keeps this node from serving, as codes. */
  unready(): string[]
  /** Tells all devices to come back elsewhere, and stores what they sent. */
  leave(): Promise<void>
  close(): Promise<void>
}

/** The merge plane and the serial plane of this node, and what passes between them: intents up, facts down. */
export async function openPlanes({
  pool,
  url,
  env,
  config,
  log,
  metrics,
}: {
  pool: pg.Pool
  url: string
  env: Env
  config: Pick<Config, 'shards' | 'limits'>
  log: Logger
  metrics: Metrics
}): Promise<Planes> {
  const bus = await postgresBus({
    url,
    env,
    onLost: (error) =>
      log.warn({ error }, 'the bus is away; nodes find each other’s work by polling'),
  })
  const feed = openFeed({
    env,
    store: postgresFactStore(pool),
    onError: (err) => log.error({ err }, 'a feed could not be read'),
  })
  let opened: Host | undefined
  const authority = startAuthority({
    env,
    store: postgresAuthorityStore({ pool, env, areas }),
    rulebook,
    tell: listenToAuthority(),
  })
  const roles = gatheredRoles(pool)
  const readRevocations = await openRevocations(pool)
  /** Asked twice of each intent, before and after its transaction; read once. */
  const placed = new WeakMap<FoundIntent, PendingIntent>()
  const place = (found: FoundIntent): PendingIntent => {
    const known = placed.get(found) ?? placeIntent(found, kindsByName)
    placed.set(found, known)
    return known
  }
  const host = await createHost({
    env,
    store: postgresHostStore({
      pool,
      env,
      insertFound: (tx, found) => insertPending(tx, found.map(place)),
    }),
    bus,
    sorts,
    sortsModule: new URL('../schema/documents/all.ts', import.meta.url),
    shards: config.shards,
    // What one change or one document may be is not for operators to raise.
    limits: {
      frameRate: config.limits.syncFramesPerSecond,
      personBytesPerMinute: config.limits.syncBytesPerMinute,
      newDocsPerHour: config.limits.newDocumentsPerHour,
      socketsPerPerson: config.limits.socketsPerPerson,
    },
    async revocations() {
      const news = await readRevocations()
      if (news.length > 0) feed.recheck()
      return news
    },
    rss: () => process.memoryUsage.rss(),
    may: async (person, _device, { about }) => mayOpen(person, (await roles(person)) ?? [], about),
    onAsked: (found) => {
      for (const one of found) authority.wake(place(one).lane)
    },
    observe: observeHost(metrics, log),
  })
  opened = host
  const heard = [
    bus.subscribe('lanes', (hint) => feed.moved(readHint(hint))),
    bus.subscribe('revoked', () => feed.recheck()),
  ]

  /** Facts go to this node's followers at once, and a hint to the other nodes. */
  function listenToAuthority(): (news: BatchNews) => void {
    const answers = metrics.counter('intents_answered_total', 'Intents decided by this node')
    const batches = metrics.seconds('batch_seconds', 'How long a batch took')
    const aborts = metrics.counter('batch_aborts', 'Batches rolled back', ['sqlstate'])
    return (news) => {
      if (news.what === 'put-off') return log.error(news, 'an intent could not be decided')
      if (news.what === 'aborted') {
        aborts.inc({ sqlstate: news.sqlstate })
        return log.warn(news, 'a batch was rolled back')
      }
      log.debug(news, 'a batch was decided')
      answers.inc(news.answers)
      batches.observe(news.ms / 1000)
      feed.moved(news.heads)
      for (const hint of headHints(news.heads)) bus.publish('lanes', hint)
      if (news.kinds.includes('set-membership')) {
        // The authority may find something to decide before there is a host, which then knows no rights yet.
        opened?.revoke()
        feed.recheck()
      }
    }
  }

  let left: Promise<void> | undefined
  const leave = () => {
    left ??= host.close()
    return left
  }

  return {
    host,
    authority,
    feed,
    bus,
    unready: () => [
      ...(bus.isUp() ? [] : ['bus']),
      ...(host.isReady() ? [] : ['documents']),
      ...(authority.isFull() ? ['disk-full'] : []),
    ],
    leave,
    async close() {
      for (const stop of heard) stop()
      await leave()
      await authority.close()
      await feed.close()
      await bus.close()
    },
  }
}
