import { expect, test } from 'vitest'
import { openKeys } from './keys.ts'
import { livingSessions } from './living.ts'
import { createSession } from './session.ts'
import { sessionWorld } from './testing/world.ts'

const { pool, limits, sent, session, newPhone, signIn } = await sessionWorld()

test('a phone, known or not, gets a code of six digits, and the code signs in once', async () => {
  const phone = newPhone()
  const asked = await session.ask(phone, '10.1.1.1')
  expect(asked).toMatchObject({ ok: true, code: expect.stringMatching(/^\d{6}$/) })
  expect(sent.at(-1)).toEqual({ phone, code: asked.ok && asked.code })
  const code = asked.ok ? asked.code : ''
  const first = await session.verify(phone, code, 'a phone')
  expect(first).toMatchObject({ ok: true, body: { person: { phone }, roles: [] } })
  expect(await session.verify(phone, code, 'a phone')).toEqual({ ok: false, code: 'code-expired' })
})

test('the same phone is the same person on every device, with the same sealing key', async () => {
  const first = await signIn()
  const second = await signIn(first.phone, 'a laptop')
  expect(second.body.person).toEqual(first.body.person)
  expect(second.body.device).not.toBe(first.body.device)
  expect(Buffer.from(first.body.person.sealKey, 'base64url')).toHaveLength(32)
})

test('after five wrong tries not even the right code works', async () => {
  const phone = newPhone()
  const asked = await session.ask(phone, '10.1.1.2')
  const code = asked.ok ? asked.code : ''
  const wrong = code === '000000' ? '111111' : '000000'
  for (const left of [4, 3, 2, 1, 0]) {
    expect(await session.verify(phone, wrong, 'x')).toEqual({ ok: false, code: 'wrong-code', left })
  }
  expect(await session.verify(phone, code, 'x')).toEqual({ ok: false, code: 'too-many-tries' })
})

test('tries that come at once are counted one by one', async () => {
  const phone = newPhone()
  await session.ask(phone, '10.1.1.3')
  const tries = await Promise.all(
    Array.from({ length: 12 }, () => session.verify(phone, 'not a code', 'x')),
  )
  expect(tries.filter((tried) => !tried.ok && tried.code === 'wrong-code')).toHaveLength(5)
})

test('a code is bound to its number and its request, and lives five minutes', async () => {
  const [one, two] = [newPhone(), newPhone()]
  const ofOne = await session.ask(one, '10.1.1.4')
  const ofTwo = await session.ask(two, '10.1.1.4')
  if (!ofOne.ok || !ofTwo.ok) throw new Error('no code')
  expect((await session.verify(two, ofOne.code, 'x')).ok).toBe(ofOne.code === ofTwo.code)
  await session.ask(one, '10.1.1.4')
  await pool.query(
    "UPDATE sign_in_codes SET expires_at = expires_at - interval '5 min' WHERE phone = $1",
    [one],
  )
  expect(await session.verify(one, ofOne.code, 'x')).toEqual({ ok: false, code: 'code-expired' })
})

test('a number is sent five codes an hour, whoever asks at the same time', async () => {
  const phone = newPhone()
  const asked = await Promise.all(
    Array.from({ length: 9 }, (_, i) => session.ask(phone, `10.2.0.${i}`)),
  )
  expect(asked.filter(({ ok }) => ok)).toHaveLength(limits.otpPerNumberHour)
  const no = asked.find(({ ok }) => !ok)
  expect(no).toMatchObject({ code: 'too-many-codes', retryAfterSeconds: expect.any(Number) })
})

test('an address is sent twenty codes an hour, over all numbers', async () => {
  for (let i = 0; i < limits.otpPerAddressHour; i++) {
    expect((await session.ask(newPhone(), '10.3.0.1')).ok).toBe(true)
  }
  expect((await session.ask(newPhone(), '10.3.0.1')).ok).toBe(false)
})

test('neither codes nor tokens can be read in the database', async () => {
  const phone = newPhone()
  const asked = await session.ask(phone, '10.1.1.5')
  const code = asked.ok ? asked.code : ''
  const signed = await session.verify(phone, code, 'x')
  const token = signed.ok ? signed.refresh.token : ''
  const { rows } = await pool.query(
    `SELECT row_to_json(c)::text AS text FROM sign_in_codes c WHERE phone = $1
     UNION ALL SELECT row_to_json(t)::text FROM refresh_tokens t`,
    [phone],
  )
  const all = rows.map(({ text }) => text).join()
  expect(all).not.toContain(`"${code}"`)
  expect(all).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
})

test('signing out ends the session, and only that one', async () => {
  const phone = await signIn()
  const laptop = await signIn(phone.phone, 'a laptop')
  await session.signOut({ token: phone.refresh.token })
  expect(await session.refresh(phone.refresh.token)).toMatchObject({ code: 'session-revoked' })
  expect((await session.refresh(laptop.refresh.token)).ok).toBe(true)
})

test('a device signed out from another one cannot go on, and may sign in again', async () => {
  const id = '3f2a5b1c-0000-4000-8000-000000000001'
  const phone = newPhone()
  const lost = await session.ask(phone, '10.1.1.6')
  const signed = await session.verify(phone, lost.ok ? lost.code : '', { id, label: 'lost' })
  const laptop = await signIn(phone, 'a laptop')
  const identity = await session.identify(laptop.body.accessToken)
  if (!signed.ok || !identity) throw new Error('not signed in')
  expect((await session.devices(identity)).map(({ label }) => label)).toEqual(['a laptop', 'lost'])
  expect(await session.revokeDevice(identity, id)).toBe(true)
  expect(await session.refresh(signed.refresh.token)).toMatchObject({ code: 'session-revoked' })
  expect((await session.devices(identity)).map(({ label }) => label)).toEqual(['a laptop'])
  const again = await session.ask(phone, '10.1.1.6')
  const back = await session.verify(phone, again.ok ? again.code : '', { id, label: 'found' })
  expect(back.ok && back.body.device).toBe(id)
})

test('an access token ends with its session: here at once, on another node with the hint or in five seconds', async () => {
  const { body, refresh } = await signIn()
  const identity = await session.identify(body.accessToken)
  if (!identity) throw new Error('no identity')
  let now = 0
  const [hinted, unhinted] = [livingSessions(pool, () => now), livingSessions(pool, () => now)]
  const ends = () =>
    Promise.all([
      session.endOf(identity),
      hinted.endOf(identity.session),
      unhinted.endOf(identity.session),
    ])
  expect(await ends()).toEqual([undefined, undefined, undefined])
  await session.signOut({ token: refresh.token })
  expect(await ends()).toEqual(['session-revoked', undefined, undefined])
  hinted.forget()
  expect(await ends()).toEqual(['session-revoked', 'session-revoked', undefined])
  now += 5_000
  expect(await ends()).toEqual(['session-revoked', 'session-revoked', 'session-revoked'])
})

test('a session that ends while it is looked up is not remembered as living', async () => {
  const { body, refresh } = await signIn()
  const identity = await session.identify(body.accessToken)
  const living = livingSessions(pool, () => 0)
  const looking = living.endOf(identity?.session ?? '')
  living.forget()
  await looking
  await session.signOut({ token: refresh.token })
  expect(await living.endOf(identity?.session ?? '')).toBe('session-revoked')
})

test('a key that has signed for ninety days is followed by another, and still verifies', async () => {
  const { body } = await signIn()
  await pool.query(
    "UPDATE signing_keys SET made_at = now() - interval '90 days' WHERE use = 'access'",
  )
  const later = await openKeys(pool)
  const next = createSession({ pool, keys: later, pepper: '', limits })
  expect(await next.identify(body.accessToken)).toBeDefined()
  await later.sign('access', { sub: 'x', jti: 'y' }, 60)
  const made = await pool.query("SELECT count(*) AS n FROM signing_keys WHERE use = 'access'")
  expect(made.rows[0].n).toBe(2)
})
