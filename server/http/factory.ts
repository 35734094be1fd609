import type { HttpBindings } from '@hono/node-server'
import { createFactory } from 'hono/factory'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { ReadFeed } from '../../engine/authority/index.ts'
import type { Config } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import type { Identity } from '../session/identity.ts'
import type { Session } from '../session/session.ts'

/** What the routes work with. Each is made once, by `main.ts` or by a test. */
export type AppParts = {
  config: Config
  pool: pg.Pool
  session: Session
  log: Logger
  metrics: Metrics
  /** Facts of one lane after a cursor. */
  readFeed: ReadFeed
  /** Why this node cannot serve right now; none if it can. */
  unready(): Promise<string[]>
  /** Directory of the built app; absent: the API alone is served. */
  clientDir?: string
}

export type AppEnv = {
  Bindings: Partial<HttpBindings>
  Variables: {
    parts: AppParts
    requestId: string
    /** Where the request came from, as far as our own proxies vouch for it. */
    address: string
    /** Set when the request carried a valid access token. */
    identity: Identity | undefined
  }
}

/** Makes handlers whose types the client can read: `factory.createHandlers(describeRoute(…), validate(…), handler)`. */
export const factory = createFactory<AppEnv>()
