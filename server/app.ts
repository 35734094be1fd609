import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { docs } from './docs/routes.ts'
import { identify, stillIn } from './http/bearer.ts'
import type { AppEnv, AppParts } from './http/factory.ts'
import { observe } from './http/observe.ts'
import { openTo } from './http/origins.ts'
import { answerProblem, onError, problem } from './http/problem.ts'
import { limitRequests, limitTries } from './http/rate.ts'
import { securityHeaders } from './http/security.ts'
import { staticFiles } from './http/static.ts'
import { askCode, eraseMe, me, refresh, signOut, verifyCode } from './routes/auth.ts'
import { listDevices, removeDevice } from './routes/devices.ts'
import { feed } from './routes/feed.ts'
import { healthz, metrics, readyz } from './routes/health.ts'
import { intentStanding } from './routes/intents.ts'
import { quarantine, quarantineBytes } from './routes/quarantine.ts'
import { search } from './routes/search.ts'
import { stores } from './routes/stores.ts'
import { askTicket } from './routes/sync-ticket.ts'

const BODY_BYTES = 64 * 1024

/** Every route, on one page. What each does stands in `routes/`; the socket `/sync` is in `sync/`. */
export function createApp(parts: AppParts) {
  const { limits, origins } = parts.config
  const api = new Hono<AppEnv>()
    .use(openTo(origins))
    .use(identify)
    .use(limitRequests(limits))
    // Asked at every reconnect: its body is not read, and its answer is too short to be worth compressing.
    .post('/sync/ticket', ...askTicket)
    .use(bodyLimit({ maxSize: BODY_BYTES, onError: tooLarge }))
    .use(compress())

    .post('/auth/otp', ...askCode)
    .use('/auth/verify', limitTries(limits.verifyPerAddressHour))
    .post('/auth/verify', ...verifyCode)
    .post('/auth/refresh', ...refresh)
    .post('/auth/signout', ...signOut)
    .post('/auth/logout', ...signOut)
    // From here on; whoever is out already may still sign out.
    .use(stillIn)
    .get('/auth/me', ...me)
    .delete('/auth/me', ...eraseMe)
    .get('/auth/devices', ...listDevices)
    .delete('/auth/devices/:id', ...removeDevice)

    .get('/feed', ...feed)
    .get('/stores', ...stores)
    .get('/search', ...search)
    .get('/intents/:id', ...intentStanding)

    .get('/admin/quarantine', ...quarantine)
    .get('/admin/quarantine/:id', ...quarantineBytes)

    .all('*', nothingHere)

  const app = new Hono<AppEnv>()
    .use(observe(parts))
    .use(securityHeaders)
    .get('/healthz', ...healthz)
    .get('/readyz', ...readyz)
    .get('/metrics', ...metrics)
    .route('/api', api)

  app.route('/', docs(app))
  if (parts.clientDir) app.route('/', staticFiles(parts.clientDir))
  app.onError(onError)
  app.notFound((c) => answerProblem(c, problem('not-found')))
  return app
}

/** What the client needs to know of the API: its type, and nothing that runs. */
export type App = ReturnType<typeof createApp>

function nothingHere(): never {
  throw problem('not-found')
}

function tooLarge(): never {
  throw problem('body-too-large', { params: { bytes: BODY_BYTES } })
}
