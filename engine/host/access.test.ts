import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { localBus } from '../bus/local.ts'
import { newAccess, type Role } from './access.ts'
import { limits } from './limits.ts'
import { memoryHostStore, memoryRows } from './storage/memory.ts'
import { rawClient } from './testing/raw-client.ts'
import { about, documentIdText, serve, text } from './testing/world.ts'

const shared = about('mala', 'shared')
const id = documentIdText(shared)

/** A document of mala's, and what ravi may do with it as the test goes on. */
async function world(role: Role, options: Partial<Parameters<typeof serve>[0]> = {}) {
  const ravis = { role }
  const served = await serve({
    may: async (person) => (person === 'mala' ? 'write' : ravis.role),
    ...options,
  })
  const phone = rawClient(served.host, 'mala')
  const mala = phone.open(shared)
  const write = async (name: string) => {
    const [head] = A.getHeads(
      mala.change((d) => {
        d.notes[name] = text('x')
      }),
    )
    mala.talk()
    await until('stored', () =>
      mala
        .told()
        .flat()
        .includes(head as string),
    )
    await served.host.settled()
  }
  await write('first')
  const ravi = rawClient(served.host, 'ravi', { haat: true })
  return { ...served, ravis, ravi, phone, write }
}

test('who may read hears everything, and nothing it sends is taken', async () => {
  const { rows, ravi, write, host } = await world('read')
  const copy = ravi.open(shared)
  copy.talk()
  await until('the document', () => copy.doc().notes.first)
  copy.change((d) => {
    d.notes.mine = text('no')
  })
  copy.talk()
  await write('second')
  await until('the news', () => copy.doc().notes.second)
  await host.settled()
  expect(rows.documents.get(id)?.changes.map((row) => row.person)).toEqual(['', 'mala', 'mala'])
})

test('who may not read cannot tell whether a document exists', async () => {
  const { ravi, rows } = await world('none')
  const nothing = about('mala', 'nothing there')
  const ask = async (what: typeof shared) => {
    const start = ravi.received.length
    ravi.sync(what, {}, 'request')
    ravi.sync(what, { heads: ['ab'.repeat(32)] })
    const answers = await until(
      'answers',
      () => ravi.received.length >= start + 2 && ravi.received.slice(start),
    )
    return answers.map(({ documentId: _, ...frame }) => ({
      ...frame,
      data: frame.data && [...(frame.data as Uint8Array)],
    }))
  }
  expect(await ask(shared)).toEqual(await ask(nothing))
  expect(JSON.stringify(ravi.received)).not.toContain(rows.documents.get(id)?.document.heads[0])
})

test('who loses the right to read hears nothing more, on any node', async () => {
  const rows = memoryRows()
  const bus = localBus()
  const { ravis, ravi, phone, write, host } = await world('read', { rows, bus })
  const copy = ravi.open(shared)
  copy.talk()
  await until('the document', () => copy.doc().notes.first)
  // Another node says it.
  const other = await serve({ rows, bus, store: memoryHostStore(rows) })
  ravis.role = 'none'
  other.host.revoke('ravi')
  await until('the word', () => ravi.received.some((f) => f.type === 'access' && f.may === 'none'))
  const frames = ravi.received.length
  await write('second')
  phone.send({
    type: 'ephemeral',
    documentId: id,
    count: 1,
    sessionId: 's',
    data: new Uint8Array(1),
  })
  await host.settled()
  expect(ravi.received.length).toBe(frames)
})

test('who loses the right to write goes on reading, who gains it comes again', async () => {
  const { ravis, ravi, write, host, rows } = await world('write')
  const copy = ravi.open(shared)
  copy.talk()
  await until('the document', () => copy.doc().notes.first)
  ravis.role = 'read'
  host.revoke('ravi')
  await until('the word', () => ravi.received.some((f) => f.type === 'access' && f.may === 'read'))
  copy.change((d) => {
    d.notes.late = text('no')
  })
  copy.talk()
  await write('second')
  await until('the news', () => copy.doc().notes.second)
  expect(rows.documents.get(id)?.document.version).toBe(3)
  ravis.role = 'write'
  host.revoke('ravi')
  await until('the close', () => ravi.closed)
  expect(ravi.closed).toMatchObject({ code: 4409 })
})

test('a signed-out device is closed with 4401, the person’s others are not', async () => {
  const { host } = await serve()
  const phone = rawClient(host, 'mala', { device: 'phone' })
  const laptop = rawClient(host, 'mala', { device: 'laptop' })
  host.signOut({ person: 'mala', device: 'phone' })
  expect(phone.closed).toMatchObject({ code: 4401 })
  expect(laptop.closed).toBeUndefined()
  host.signOut({ person: 'mala' })
  expect(laptop.closed).toMatchObject({ code: 4401 })
})

test('a session that ends closes its socket', async () => {
  const { host } = await serve({ limits: { tendMs: 5 } })
  const phone = rawClient(host, 'mala', { until: 0 })
  await until('the close', () => phone.closed)
  expect(phone.closed).toMatchObject({ code: 4401 })
})

test('what is forgotten while it is asked for is asked for again', async () => {
  let asked = 0
  const may = async (): Promise<Role> => {
    const role = asked++ === 0 ? 'write' : 'none'
    // Between the answer and its arrival.
    if (role === 'write') access.forget('mala')
    return role
  }
  const access = newAccess(may, { tick: () => 0 }, limits)
  const mala = { person: 'mala', device: 'phone' }
  expect(await access.role(mala, { id, sort: 'note', about: shared })).toBe('none')
})

test('an answer is asked for again after a minute, or when it is forgotten', async () => {
  let tick = 0
  let asked = 0
  const may = async (): Promise<Role> => (++asked > 1 ? 'none' : 'write')
  const access = newAccess(may, { tick: () => tick }, limits)
  const role = () =>
    access.role({ person: 'mala', device: 'phone' }, { id, sort: 'note', about: shared })
  expect([await role(), await role()]).toEqual(['write', 'write'])
  tick = limits.accessMs
  expect(await role()).toBe('none')
  access.forget('ravi')
  await role()
  expect(asked).toBe(2)
  access.forget('mala')
  await role()
  expect(asked).toBe(3)
})
