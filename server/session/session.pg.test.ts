import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { readConfig } from '../config.ts'
import type { Identity } from './identity.ts'
import { openKeys } from './keys.ts'
import { livingSessions } from './living.ts'
import { createSession } from './session.ts'
import { sweepTickets } from './sweep.ts'

const { pool } = await freshDatabase()
const reading = readConfig({ HAAT_DEMO: '0' })
if (!reading.ok) throw new Error(reading.sentence)
const { limits } = reading.value

const keys = await openKeys(pool)
const sent: { phone: string; code: string }[] = []
const revoked: object[] = []
const session = createSession({
  pool,
  keys,
  pepper: 'p'.repeat(32),
  limits,
  send: async (phone, code) => void sent.push({ phone, code }),
  onRevoked: (ended) => revoked.push(ended),
})

let numbers = 9_800_000_000
const newPhone = () => `+91${++numbers}`
const address = () => `10.0.0.${numbers % 250}`

async function signIn(phone = newPhone(), device = 'a phone') {
  const asked = await session.ask(phone, address())
  if (!asked.ok) throw new Error(asked.code)
  const signed = await session.verify(phone, asked.code, device)
  if (!signed.ok) throw new Error(signed.code)
  return { phone, ...signed }
}

async function identityOf(accessToken: string) {
  const identity = await session.identify(accessToken)
  if (!identity) throw new Error('no identity')
  return identity
}

async function ticketOf(identity: Identity): Promise<string> {
  const issued = await session.ticket(identity)
  if (!issued.ok) throw new Error(issued.code)
  return issued.ticket
}

const age = (token: string, seconds: number) =>
  pool.query(
    `UPDATE refresh_tokens SET used_at = used_at - make_interval(secs => $2)
     WHERE hash = sha256($1)`,
    [Buffer.from(token, 'base64url'), seconds],
  )

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

test('a refresh token rotates, and the same one gives the same successor for ten seconds', async () => {
  const { refresh, body } = await signIn()
  const [once, twice] = await Promise.all([
    session.refresh(refresh.token),
    session.refresh(refresh.token),
  ])
  if (!once.ok || !twice.ok) throw new Error('refused')
  expect(once.refresh.token).not.toBe(refresh.token)
  expect(twice.refresh.token).toBe(once.refresh.token)
  expect(once.body.person.id).toBe(body.person.id)
  const third = await session.refresh(once.refresh.token)
  expect(third.ok && third.refresh.token).not.toBe(once.refresh.token)
  // A late answer to the first token leads to the newest, not to one that was used since.
  const late = await session.refresh(refresh.token)
  expect(late.ok && late.refresh.token).toBe(third.ok && third.refresh.token)
})

test('a used token that comes later than that revokes its whole family', async () => {
  const { refresh, body } = await signIn()
  const early = await session.ticket(await identityOf(body.accessToken))
  const next = await session.refresh(refresh.token)
  if (!next.ok) throw new Error(next.code)
  const third = await session.refresh(next.refresh.token)
  if (!third.ok) throw new Error(third.code)
  await age(refresh.token, 11)
  expect(await session.refresh(refresh.token)).toMatchObject({ ok: false, code: 'session-revoked' })
  expect(await session.refresh(third.refresh.token)).toMatchObject({ code: 'session-revoked' })
  expect(revoked).toContainEqual(expect.objectContaining({ person: body.person.id }))
  const identity = await session.identify(next.body.accessToken)
  if (!identity) throw new Error('no identity')
  expect(await session.ticket(identity)).toEqual({ ok: false, code: 'session-revoked' })
  expect(await session.redeem(early.ok ? early.ticket : '')).toBeUndefined()
})

test('an answer that was lost signs nobody out, however late its token comes again', async () => {
  const { refresh } = await signIn()
  const lost = await session.refresh(refresh.token)
  await age(refresh.token, 86_400)
  const again = await session.refresh(refresh.token)
  if (!lost.ok || !again.ok) throw new Error('refused')
  expect(again.refresh.token).not.toBe(lost.refresh.token)
  const same = await session.refresh(refresh.token)
  expect(same.ok && same.refresh.token).toBe(again.refresh.token)
  expect((await session.refresh(again.refresh.token)).ok).toBe(true)
})

test('who shows the token of a lost answer after all is a thief', async () => {
  const { refresh } = await signIn()
  const lost = await session.refresh(refresh.token)
  await age(refresh.token, 11)
  const again = await session.refresh(refresh.token)
  if (!lost.ok || !again.ok) throw new Error('refused')
  expect(await session.refresh(lost.refresh.token)).toMatchObject({ code: 'session-revoked' })
  expect(await session.refresh(again.refresh.token)).toMatchObject({ code: 'session-revoked' })
})

test('a token nobody gave, or an idle one, is expired and no more', async () => {
  expect(await session.refresh('bm9ib2R5')).toEqual({ ok: false, code: 'session-expired' })
  const { refresh } = await signIn()
  await pool.query('UPDATE refresh_tokens SET expires_at = now() WHERE hash = sha256($1)', [
    Buffer.from(refresh.token, 'base64url'),
  ])
  expect(await session.refresh(refresh.token)).toEqual({ ok: false, code: 'session-expired' })
})

test('a browser that believes it is somebody else is refused, and nothing rotates', async () => {
  const { refresh, body } = await signIn()
  const other = await session.refresh(refresh.token, 'somebody else')
  expect(other).toEqual({ ok: false, code: 'person-mismatch' })
  await age(refresh.token, 60)
  expect((await session.refresh(refresh.token, body.person.id)).ok).toBe(true)
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

test('a ticket opens one socket on one of two nodes, and no other', async () => {
  const { body } = await signIn()
  const identity = await identityOf(body.accessToken)
  const ticket = await ticketOf(identity)
  const otherNode = createSession({ pool, keys: await openKeys(pool), pepper: '', limits })
  const shown = [session, session, otherNode, otherNode, session]
  const redeemed = await Promise.all(shown.map((node) => node.redeem(ticket)))
  expect(redeemed.filter(Boolean)).toEqual([{ ...identity, until: expect.any(Number) }])
  expect(await session.redeem(ticket)).toBeUndefined()
})

test('many tickets asked for and used at once are each another’s, and one that is late opens nothing', async () => {
  const signed = await Promise.all([signIn(), signIn(), signIn()])
  const identities = await Promise.all(signed.map(({ body }) => identityOf(body.accessToken)))
  // The same device asks twice, in two tabs.
  const asking = [...identities, ...identities.slice(0, 1)]
  const tickets = await Promise.all(asking.map(ticketOf))
  expect(new Set(tickets).size).toBe(4)
  const redeemed = await Promise.all([...tickets, 'nobody’s'].map(session.redeem))
  expect(redeemed).toEqual([
    ...asking.map((identity) => ({ ...identity, until: expect.any(Number) })),
    undefined,
  ])
  const late = await ticketOf(asking[0] as Identity)
  await pool.query("UPDATE tickets SET expires_at = now() - interval '1 ms'")
  expect(await session.redeem(late)).toBeUndefined()
})

test('an access token is no ticket, a ticket no access token, and neither survives a changed byte', async () => {
  const { body } = await signIn()
  const identity = await identityOf(body.accessToken)
  const ticket = await ticketOf(identity)
  const changed = `${ticket.startsWith('A') ? 'B' : 'A'}${ticket.slice(1)}`
  expect(await session.redeem(changed)).toBeUndefined()
  expect(await session.redeem(body.accessToken)).toBeUndefined()
  expect(await session.identify(ticket)).toBeUndefined()
  const [head = '', claims = '', signature = ''] = body.accessToken.split('.')
  const swapped = Buffer.from(claims, 'base64url').toString().replace(identity.person, 'mallory')
  const forged = [head, Buffer.from(swapped).toString('base64url'), signature].join('.')
  expect(await session.identify(forged)).toBeUndefined()
  const none = Buffer.from('{"alg":"none","typ":"access"}').toString('base64url')
  expect(await session.identify(`${none}.${claims}.`)).toBeUndefined()
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

test('a ticket given in advance opens one socket, and none for who was suspended or signed out meanwhile', async () => {
  const { body, refresh } = await signIn()
  const identity = await identityOf(body.accessToken)
  const next = async () => (await session.nextTicket(identity))?.ticket ?? ''
  const given = [await next(), await next(), await next()] as const
  expect(await session.redeem(given[0])).toEqual({ ...identity, until: expect.any(Number) })
  expect(await session.redeem(given[0])).toBeUndefined()
  const suspend = "INSERT INTO memberships VALUES ($1, 'platform', 'customer', 'suspended')"
  await pool.query(suspend, [body.person.id])
  expect(await session.redeem(given[1])).toBeUndefined()
  await pool.query('DELETE FROM memberships WHERE person = $1', [body.person.id])
  await session.signOut({ token: refresh.token })
  expect(await session.redeem(given[2])).toBeUndefined()
  expect(await session.nextTicket(identity)).toBeUndefined()
})

test('tickets that nobody used are swept when their time is over', async () => {
  const { body } = await signIn()
  const identity = await identityOf(body.accessToken)
  await pool.query('DELETE FROM tickets')
  await ticketOf(identity)
  const good = await session.nextTicket(identity)
  await pool.query("UPDATE tickets SET expires_at = expires_at - interval '60 s'")
  await sweepTickets(pool)
  expect((await pool.query('SELECT FROM tickets')).rowCount).toBe(1)
  expect(await session.redeem(good?.ticket ?? '')).toBeDefined()
})

test('who is suspended gets no ticket, and neither does a session that is over', async () => {
  const { body } = await signIn()
  const identity = await session.identify(body.accessToken)
  if (!identity) throw new Error('no identity')
  expect((await session.ticket(identity)).ok).toBe(true)
  const suspend = "INSERT INTO memberships VALUES ($1, 'platform', 'customer', 'suspended')"
  await pool.query(suspend, [body.person.id])
  expect(await session.ticket(identity)).toEqual({ ok: false, code: 'suspended' })
  await pool.query('UPDATE sessions SET expires_at = now() WHERE id = $1', [identity.session])
  expect(await session.ticket(identity)).toEqual({ ok: false, code: 'session-expired' })
})
