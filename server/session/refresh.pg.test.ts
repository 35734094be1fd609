import { expect, test } from 'vitest'
import { sessionWorld } from './testing/world.ts'

const { pool, revoked, session, signIn, identityOf, age } = await sessionWorld()

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
