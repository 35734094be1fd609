import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { localBus } from '../bus/local.ts'
import { fromHex } from '../model/bytes.ts'
import type { About } from '../model/document.ts'
import type { Role } from './access.ts'
import { memoryHostStore, memoryRows } from './storage/memory.ts'
import { type RawClient, rawClient } from './testing/raw-client.ts'
import { about, documentIdText, type Note, serve, text } from './testing/world.ts'

const list = about('mala')
const other = about('mala', 'other')
const foreign = about('ravi')
const idOf = documentIdText

/** Rows of a document of each, and a fresh host that has none of them in memory. */
async function world({ revoked = false } = {}) {
  const rows = memoryRows()
  const bus = localBus()
  const rights = { revoked }
  const may = async (
    person: string,
    _: string,
    { about: what }: { about: About },
  ): Promise<Role> =>
    what.owner !== person || (rights.revoked && person === 'mala') ? 'none' : 'write'
  const write = async (
    host: Awaited<ReturnType<typeof serve>>['host'],
    what: About,
    name: string,
  ) => {
    const writer = rawClient(host, what.owner as string, { device: 'laptop' }).open(what)
    const before = rows.documents.get(idOf(what))?.document.version ?? 0
    writer.talk()
    await host.settled()
    writer.change((d) => {
      d.notes[name] = text(name)
    })
    writer.talk()
    await until('stored', () => (rows.documents.get(idOf(what))?.document.version ?? 0) > before)
    await host.settled()
    return writer.doc()
  }
  const first = await serve({ rows, bus, may })
  const docs = new Map<About, A.Doc<unknown>>()
  for (const what of [list, other, foreign]) docs.set(what, await write(first.host, what, 'first'))
  const second = await serve({ rows, bus, may, store: memoryHostStore(rows) })
  const phone = rawClient(second.host, 'mala', { haat: true })
  const heads = (what: About) => A.getHeads(docs.get(what) as A.Doc<unknown>)
  return { rows, rights, first, second, phone, write, heads, doc: (what: About) => docs.get(what) }
}

const greet = (client: RawClient, documents: [About, string[]][]) =>
  client.send({
    type: 'heads',
    documents: documents.map(([what, heads]) => [idOf(what), Buffer.from(heads.join(''), 'hex')]),
  })
const standing = (client: RawClient) =>
  until('the answer', () => client.received.find((frame) => frame.type === 'standing'))
const syncs = (client: RawClient) => client.received.filter((frame) => frame.type === 'sync')

test('what is the same on both sides is said in one frame and loads nothing', async () => {
  const { second, phone, heads } = await world()
  const old = 'ab'.repeat(32)
  const documents: [About, string[]][] = [
    [list, heads(list)],
    [other, [old]],
    [foreign, heads(foreign)],
    [about('mala', 'nothing there'), [old]],
  ]
  greet(phone, documents)
  const ids = documents.map(([what]) => idOf(what))
  expect(await standing(phone)).toMatchObject({ same: [ids[0]], differ: ids.slice(1) })
  await second.host.settled()
  expect(second.events.filter(({ event }) => event === 'loaded')).toEqual([])
  expect(syncs(phone)).toEqual([])
})

test.each(['this node', 'another node'])(
  'news written on %s reaches who waits for it',
  async (where) => {
    const { first, second, phone, write, heads, doc } = await world()
    greet(phone, [[list, heads(list)]])
    await standing(phone)
    const copy = phone.open(list, { from: doc(list) as never })
    await write((where === 'this node' ? second : first).host, list, 'second')
    await until('the news', () => copy.doc().notes.second)
    expect(phone.closed).toBeUndefined()
  },
)

test('who waits and loses the right to read is told, and hears nothing more', async () => {
  const { rights, first, second, phone, write, heads } = await world()
  greet(phone, [[list, heads(list)]])
  await standing(phone)
  rights.revoked = true
  first.host.revoke('mala')
  await until('the word', () => phone.received.some((f) => f.type === 'access' && f.may === 'none'))
  rights.revoked = false
  await write(second.host, list, 'second')
  expect(syncs(phone)).toEqual([])
})

test('a greeting that is not one closes the socket, and so does one from a stock client', async () => {
  const { second, heads } = await world()
  const hash = fromHex(heads(list)[0] as string)
  const wrong = [
    { documents: 'all' },
    { documents: [[idOf(list)]] },
    { documents: [['not an id', hash]] },
    { documents: [[idOf(list), hash.subarray(1)]] },
    { documents: Array.from({ length: 513 }, () => [idOf(list), hash]) },
  ]
  for (const frame of wrong) {
    const phone = rawClient(second.host, 'mala', { haat: true })
    phone.send({ type: 'heads', ...frame })
    expect(phone.closed, JSON.stringify(frame).slice(0, 80)).toMatchObject({ code: 1008 })
  }
  const stock = rawClient(second.host, 'mala')
  greet(stock, [[list, heads(list)]])
  expect(stock.closed).toMatchObject({ code: 1008 })
})

test('who is greeted while a change is being stored hears of it all the same', async () => {
  const { rows, heads, doc } = await world()
  const store = memoryHostStore(rows)
  let stored = () => {}
  const held = new Promise<void>((resolve) => {
    stored = resolve
  })
  let isStoring = false
  const flush: typeof store.flush = async (flushes) => {
    isStoring = true
    await held
    return store.flush(flushes)
  }
  const { host } = await serve({ rows, store: { ...store, flush } })
  const writer = rawClient(host, 'mala', { device: 'laptop' })
  const change = A.change(A.clone(doc(list) as A.Doc<Note>), (d) => {
    d.notes.second = text('second')
  })
  writer.sync(list, { heads: A.getHeads(change), changes: A.getAllChanges(change) })
  await until('it is being stored', () => isStoring)
  const phone = rawClient(host, 'mala', { haat: true })
  const copy = phone.open(list, { from: doc(list) as never })
  greet(phone, [[list, heads(list)]])
  expect(await standing(phone)).toMatchObject({ same: [idOf(list)] })
  stored()
  await until('the news', () => copy.doc().notes.second)
})

test.each(['after its greeting', 'while its greeting is answered'])(
  'who waits hears what was written elsewhere, though another peer saw it first, %s',
  async (when) => {
    const { rows, first, heads, write, doc } = await world()
    const store = memoryHostStore(rows)
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    let isRead = false
    const described: typeof store.described = async (ids) => {
      const found = structuredClone(await store.described(ids))
      isRead = true
      await held
      return found
    }
    // This node hears of nothing that the first one writes.
    const limits = { pollMs: 3_600_000 }
    const { host } = await serve({ rows, limits, store: { ...store, described } })
    const phone = rawClient(host, 'mala', { haat: true })
    const copy = phone.open(list, { from: doc(list) as never })
    greet(phone, [[list, heads(list)]])
    await until('its rows are read', () => isRead)
    if (when === 'after its greeting') {
      answer()
      await standing(phone)
    }
    await write(first.host, list, 'second')
    const tablet = rawClient(host, 'mala', { device: 'tablet' }).open(list)
    tablet.talk()
    await until('another peer has it', () => tablet.doc().notes.second)
    answer()
    expect(await standing(phone)).toMatchObject({ same: [idOf(list)] })
    await until('the news', () => copy.doc().notes.second)
  },
)
