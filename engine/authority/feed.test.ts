import { afterEach, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { type FactsFrame, FOLLOWED_LANES, type LaneRefusedFrame } from '../model/follow.ts'
import { realEnv } from '../model/real-env.ts'
import { type Feed, openFeed } from './feed.ts'
import { SEND_BYTES } from './follower.ts'
import { laneFacts } from './testing/lane-facts.ts'

const open = new Set<Feed>()
afterEach(async () => {
  for (const feed of open) await feed.close()
  open.clear()
})

function station(mayFollow = async (lane: string, allowed: Set<string>) => allowed.has(lane)) {
  const lanes = laneFacts()
  const errors: unknown[] = []
  const feed = openFeed({
    env: realEnv(),
    store: lanes.store,
    onError: (error) => errors.push(error),
  })
  open.add(feed)
  const device = (allowed: Set<string>, socket = { buffered: 0 }) => {
    const frames: (FactsFrame | LaneRefusedFrame)[] = []
    const one = feed.join({
      person: 'priya',
      mayFollow: (lane) => mayFollow(lane, allowed),
      send: (frame) => frames.push(frame),
      buffered: () => socket.buffered,
    })
    const seqs = () =>
      frames.flatMap((f) => (f.type === 'facts' ? f.facts.map(({ seq }) => seq) : []))
    return { one, frames, seqs, socket, allowed }
  }
  return { lanes, feed, device, errors }
}
const follow = (...lanes: [string, number][]) => ({ type: 'follow', lanes })

test('a follower hears at once where the lane stands, also when there is nothing new', async () => {
  const { lanes, device } = station()
  lanes.append('user:priya', ['k', 1])
  const phone = device(new Set(['user:priya', 'catalog:x']))
  expect(phone.one.receive(follow(['user:priya', 1], ['catalog:x', 0]))).toBe(true)
  await until('two frames', () => phone.frames.length === 2)
  expect(phone.frames).toMatchObject([
    { lane: 'user:priya', from: 1, through: 1, head: 1, facts: [] },
    { lane: 'catalog:x', through: 0, head: 0 },
  ])
})

test('facts come to whoever follows, each once, by hint or without', async () => {
  const { lanes, feed, device } = station()
  const phone = device(new Set(['a']))
  phone.one.receive(follow(['a', 0]))
  for (let n = 1; n <= 5; n++) feed.moved([['a', lanes.append('a', ['k', n])]])
  await until('five facts', () => phone.seqs().length === 5)
  lanes.append('a', ['k', 6])
  await until('the sixth, found by looking', () => phone.seqs().length === 6)
  expect(phone.seqs()).toEqual([1, 2, 3, 4, 5, 6])
})

test('a lane that is not theirs is refused, and one that no longer is falls silent', async () => {
  const { lanes, feed, device } = station()
  const phone = device(new Set(['a']))
  phone.one.receive(follow(['a', 0], ['user:ravi', 0]))
  await until('a refusal', () => phone.frames.find(({ type }) => type === 'lane-refused'))
  expect(phone.frames).toContainEqual({
    type: 'lane-refused',
    lane: 'user:ravi',
    code: 'lane-forbidden',
  })
  phone.allowed.delete('a')
  feed.recheck('somebody else')
  feed.recheck('priya')
  await until(
    'another',
    () => phone.frames.filter(({ type }) => type === 'lane-refused').length === 2,
  )
  feed.moved([['a', lanes.append('a', ['k', 1])]])
  const other = device(new Set(['a']))
  other.one.receive(follow(['a', 0]))
  await until('the other hears it', () => other.seqs().length === 1)
  expect(phone.seqs()).toEqual([])
})

test('nothing more is read for a socket that does not take what it was sent', async () => {
  const { lanes, feed, device } = station()
  const slow = device(new Set(['a']), { buffered: SEND_BYTES + 1 })
  slow.one.receive(follow(['a', 0]))
  feed.moved([['a', lanes.append('a', ['k', 1])]])
  const quick = device(new Set(['a']))
  quick.one.receive(follow(['a', 0]))
  await until('the quick one has it', () => quick.seqs().length === 1)
  expect(slow.frames).toEqual([])
  slow.socket.buffered = 0
  await until('the slow one goes on', () => slow.seqs().length === 1)
})

test('following again moves nothing back, and unfollowing ends it', async () => {
  const { lanes, feed, device } = station()
  const phone = device(new Set(['a']))
  lanes.append('a', ['k', 1], ['k', 2])
  phone.one.receive(follow(['a', 0]))
  await until('both', () => phone.seqs().length === 2)
  phone.one.receive(follow(['a', 0]))
  await until('a frame', () => phone.frames.length === 2)
  expect(phone.seqs()).toEqual([1, 2])
  phone.one.receive({ type: 'unfollow', lanes: ['a'] })
  feed.moved([['a', lanes.append('a', ['k', 3])]])
  const other = device(new Set(['a']))
  other.one.receive(follow(['a', 2]))
  await until('the other hears it', () => other.seqs().length === 1)
  expect(phone.seqs()).toEqual([1, 2])
})

test('no socket follows more lanes than the bound, and a malformed frame is told apart', async () => {
  const { device } = station()
  const names = Array.from({ length: FOLLOWED_LANES + 5 }, (_, n) => `l${n}`)
  const phone = device(new Set(names))
  phone.one.receive(follow(...names.slice(0, 200).map((name): [string, number] => [name, 0])))
  phone.one.receive(follow(...names.slice(200).map((name): [string, number] => [name, 0])))
  await until('frames', () => phone.frames.length === FOLLOWED_LANES)
  for (const frame of [
    null,
    7,
    {},
    { type: 'follow' },
    follow(['a', -1]),
    { type: 'follow', lanes: [['a']] },
  ]) {
    expect(phone.one.receive(frame)).toBe(false)
  }
})

test('a lane that could not be read is read again', async () => {
  const { lanes, device, errors } = station()
  const after = lanes.store.after
  lanes.store.after = async () => {
    lanes.store.after = after
    throw new Error('away')
  }
  lanes.append('a', ['k', 1])
  const phone = device(new Set(['a']))
  phone.one.receive(follow(['a', 0]))
  await until('it comes after all', () => phone.seqs().length === 1)
  expect(errors).toHaveLength(1)
})

test('lanes are not forgotten when nobody could say whether they may be followed', async () => {
  let away = true
  const { device, errors } = station(async (lane, allowed) => {
    if (away) throw new Error('away')
    return allowed.has(lane)
  })
  const phone = device(new Set(['a', 'c']))
  phone.one.receive(follow(['a', 0], ['b', 0], ['c', 0]))
  phone.one.receive({ type: 'unfollow', lanes: ['c'] })
  await until('the first try has failed', () => errors.length > 0)
  away = false
  await until('all have an answer', () => phone.frames.length === 2)
  expect(phone.frames).toMatchObject([
    { lane: 'a', through: 0 },
    { type: 'lane-refused', lane: 'b' },
  ])
})

test('what was forbidden is found out also when the first look fails', async () => {
  let away = false
  const { feed, device, errors } = station(async (lane, allowed) => {
    if (!away) return allowed.has(lane)
    away = false
    throw new Error('away')
  })
  const phone = device(new Set(['a']))
  phone.one.receive(follow(['a', 0]))
  await until('it follows', () => phone.frames.length === 1)
  phone.allowed.delete('a')
  away = true
  feed.recheck('priya')
  await until('it is told', () => phone.frames.length === 2)
  expect(errors).toHaveLength(1)
  expect(phone.frames[1]).toMatchObject({ type: 'lane-refused', lane: 'a' })
})
