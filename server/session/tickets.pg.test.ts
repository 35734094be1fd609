import { expect, test } from 'vitest'
import type { Identity } from './identity.ts'
import { openKeys } from './keys.ts'
import { createSession } from './session.ts'
import { sweepTickets } from './sweep.ts'
import { sessionWorld } from './testing/world.ts'

const { pool, limits, session, signIn, identityOf, ticketOf } = await sessionWorld()

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
