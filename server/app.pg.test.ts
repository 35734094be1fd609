import { beforeEach, expect, test } from 'vitest'
import { testApp } from '../test/kit/app.ts'
import { freshDatabase } from '../test/kit/database.ts'

const { pool } = await freshDatabase()
const { app, request, signIn } = await testApp(pool)

const json = async (answer: Response) => ({ status: answer.status, ...(await answer.json()) })

let numbers = 9_700_000_000
let phone = ''
beforeEach(() => {
  phone = `+91${++numbers}`
})

test('sign-in, refresh and sign-out go through one HttpOnly cookie of this site', async () => {
  const { answer, body } = await signIn(phone)
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^haat-refresh=[\w-]{43}; .*HttpOnly; SameSite=Strict/)
  expect(cookie).not.toContain('Secure')
  expect(body).not.toHaveProperty('refresh')
  expect(body.person).toMatchObject({ phone, id: expect.stringMatching(/^[0-9a-f-]{36}$/) })

  const kept = cookie.split(';')[0] ?? ''
  const refreshed = await request('/api/auth/refresh', {
    method: 'POST',
    headers: { cookie: kept },
  })
  expect(await json(refreshed)).toMatchObject({ status: 200, person: { id: body.person.id } })
  const next = (refreshed.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

  const out = await request('/api/auth/signout', { method: 'POST', headers: { cookie: next } })
  expect(out.status).toBe(204)
  const after = await request('/api/auth/refresh', { method: 'POST', headers: { cookie: next } })
  expect(await json(after)).toMatchObject({ status: 401, code: 'session-revoked' })
})

test('over TLS the cookie is __Host- and Secure, and the browser is told to stay there', async () => {
  const { answer } = await signIn(phone, 'https://haat.example')
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-haat-refresh=.*Path=\/; .*Secure/)
  expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/)
})

test('a page of another origin can use neither refresh nor sign-out', async () => {
  for (const path of ['/api/auth/refresh', '/api/auth/signout']) {
    const headers = { origin: 'https://evil.example', host: 'haat.example' }
    const answer = await request(path, { method: 'POST', headers })
    expect(await json(answer)).toMatchObject({ status: 403, code: 'origin-forbidden' })
  }
})

test.each([
  ['/api/auth/otp', '{"phone":', { status: 400, code: 'malformed-json' }],
  ['/api/auth/otp', '{"phone":"12"}', { status: 400, code: 'invalid-body', field: 'phone' }],
  ['/api/auth/otp', '{}', { status: 400, code: 'invalid-body', field: 'phone' }],
  ['/api/auth/otp', '[]', { status: 400, code: 'invalid-body' }],
  [
    '/api/auth/verify',
    '{"phone":"9840012345","code":"12","device":"x"}',
    { status: 400, code: 'invalid-body', field: 'code' },
  ],
  [
    '/api/auth/verify',
    '{"phone":"9840012345","code":"123456","device":{"id":"x","label":"y"}}',
    { status: 400, code: 'invalid-body', field: 'device' },
  ],
  ['/api/auth/otp', `{"phone":"${'9'.repeat(70_000)}"}`, { status: 413, code: 'body-too-large' }],
])(
  '%s refuses a body that does not fit with a problem that names the field',
  async (path, body, expected) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await request(path, { method: 'POST', body, headers })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const said = await json(answer)
    expect(said).toMatchObject(expected)
    expect(said).toMatchObject({
      type: `/docs/errors#${expected.code}`,
      title: expect.any(String),
      requestId: answer.headers.get('x-request-id'),
    })
  },
)

test('a wrong code says how many tries are left', async () => {
  await request('/api/auth/otp', post({ phone }))
  const answer = await request('/api/auth/verify', post({ phone, code: '000000', device: 'x' }))
  expect(await json(answer)).toMatchObject({ status: 401, code: 'wrong-code', params: { left: 4 } })
})

test('what is somebody’s needs a token, and a bad token is not overlooked', async () => {
  for (const [method, path] of [
    ['GET', '/api/auth/me'],
    ['GET', '/api/auth/devices'],
    ['POST', '/api/sync/ticket'],
    ['GET', '/api/intents/0190f000-0000-7000-8000-000000000000'],
    ['GET', '/api/feed?lane=user:somebody'],
  ] as const) {
    const bare = await request(path, { method })
    expect([path, await json(bare)]).toMatchObject([path, { status: 401, code: 'not-signed-in' }])
    const forged = await request(path, { method, headers: { authorization: 'Bearer a.b.c' } })
    expect(forged.status).toBe(401)
  }
  const open = await request('/api/feed?lane=catalog:x', {
    headers: { authorization: 'Bearer no' },
  })
  expect(open.status).toBe(401)
})

test('a device that was signed out from another one is out at once, though its access token is good for minutes', async () => {
  const lost = await signIn(phone)
  const laptop = await signIn(phone)
  const asked = (path: string, method = 'GET') => request(path, { method, headers: lost.bearer })
  const paths = ['/api/auth/me', '/api/auth/devices', `/api/feed?lane=user:${lost.body.person.id}`]
  for (const path of paths) expect((await asked(path)).status).toBe(200)
  const removed = await request(`/api/auth/devices/${lost.body.device}`, {
    method: 'DELETE',
    headers: laptop.bearer,
  })
  expect(removed.status).toBe(204)
  for (const path of [...paths, '/api/intents/0190f000-0000-7000-8000-000000000000']) {
    expect(await json(await asked(path))).toMatchObject({ status: 401, code: 'session-revoked' })
  }
  expect(await json(await asked('/api/sync/ticket', 'POST'))).toMatchObject({
    code: 'session-revoked',
  })
  expect((await request('/api/auth/me', { headers: laptop.bearer })).status).toBe(200)
  expect((await asked('/api/auth/signout', 'POST')).status).toBe(204)
})

test('a lane is read by its followers only', async () => {
  const { bearer, body } = await signIn(phone)
  const feed = (lane: string) => request(`/api/feed?lane=${lane}`, { headers: bearer })
  expect((await feed(`user:${body.person.id}`)).status).toBe(200)
  expect(await json(await feed('user:somebody'))).toMatchObject({ code: 'lane-forbidden' })
  expect(await json(await feed('store:annai'))).toMatchObject({ code: 'lane-forbidden' })
  await pool.query("INSERT INTO memberships VALUES ($1, 'store:annai', 'staff', 'active')", [
    body.person.id,
  ])
  expect((await feed('store:annai')).status).toBe(200)
})

test('a feed that did not move is not sent again', async () => {
  const first = await request('/api/feed?lane=catalog:annai')
  const etag = first.headers.get('etag') ?? ''
  const again = await request('/api/feed?lane=catalog:annai', {
    headers: { 'if-none-match': etag },
  })
  expect([first.status, again.status, await again.text()]).toEqual([200, 304, ''])
})

test.each(['lane=', 'after=1', 'lane=catalog:x&after=-1', 'lane=catalog:x&limit=100000'])(
  'the feed refuses ?%s',
  async (query) => {
    const answer = await request(`/api/feed?${query}`)
    expect(await json(answer)).toMatchObject({ status: 400, code: 'invalid-query' })
  },
)

test('what is not there is a problem too, on the API and beside it', async () => {
  for (const path of ['/api/nothing', '/nothing.js']) {
    expect(await json(await request(path))).toMatchObject({ status: 404, code: 'not-found' })
  }
})

test('every answer forbids what a page of ours never does', async () => {
  const { headers } = await request('/healthz', { headers: { host: 'haat.example' } })
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ws://haat.example; img-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default",
  )
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  const odd = await request('/healthz', { headers: { host: 'x; script-src *' } })
  expect(odd.headers.get('content-security-policy')).toContain('ws://localhost')
})

test('the API describes every route, and can be read', async () => {
  const spec = await (await request('/openapi.json')).json()
  const described = Object.keys(spec.paths)
  const routes = app.routes.filter(
    ({ method, path }) => method !== 'ALL' && path.startsWith('/api/'),
  )
  for (const { path } of routes) expect(described).toContain(path.replace(/:(\w+)/g, '{$1}'))
  const page = await (await request('/docs')).text()
  expect(page).toContain('/api/auth/verify')
  expect(page).not.toContain('<script')
  expect(await (await request('/docs/errors')).text()).toContain('id="wrong-code"')
})

test('an address without a session is let through a hundred times a minute', async () => {
  const strict = await testApp(pool, { HAAT_DEMO: '0', LIMIT_ANONYMOUS_PER_MINUTE: '3' })
  const statuses = []
  for (let i = 0; i < 5; i++)
    statuses.push((await strict.request('/api/feed?lane=catalog:x')).status)
  expect(statuses).toEqual([200, 200, 200, 429, 429])
  const { bearer } = await signIn(phone)
  const known = await strict.request('/api/feed?lane=catalog:x', { headers: bearer })
  expect(known.status).toBe(200)
  expect((await strict.request('/healthz')).status).toBe(200)
})

test('without the demo a code is never told over HTTP', async () => {
  const real = await testApp(pool, { HAAT_DEMO: '0' })
  const answer = await real.request('/api/auth/otp', post({ phone }))
  expect(await json(answer)).not.toHaveProperty('code')
  expect(real.sent).toEqual([{ phone, code: expect.stringMatching(/^\d{6}$/) }])
})

test('numbers are there for Prometheus, by route and not by address', async () => {
  await request('/api/intents/0190f000-0000-7000-8000-000000000000')
  const text = await (await request('/metrics')).text()
  expect(text).toContain('haat_http_request_seconds_bucket')
  expect(text).toContain('route="/api/intents/:id"')
  expect(text).not.toContain('0190f000')
})

function post(body: object): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  }
}
