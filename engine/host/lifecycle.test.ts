import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { type Bus, localBus } from '../bus/index.ts'
import type { Revocation } from './host.ts'
import { memoryHostStore, memoryRows } from './storage/memory.ts'
import { type RawClient, rawClient } from './testing/raw-client.ts'
import { about, documentIdText, serve, text } from './testing/world.ts'

const mine = about('mala')
const id = documentIdText(mine)

/** A bus that carries nothing. */
const deafBus = (): Bus => ({ ...localBus(), publish: () => undefined })

const accessOf = (client: RawClient) =>
  client.received.flatMap((frame) => (frame.type === 'access' ? [frame.may] : []))
const isUnavailable = (client: RawClient) =>
  client.received.some((frame) => frame.type === 'doc-unavailable')

/** Two nodes on one store; mala's phone is at the first and her laptop at the second, both up to date. */
async function twoNodes(bus: () => Bus) {
  const rows = memoryRows()
  const revoked: Revocation[][] = [[], []]
  const rights = new Map([['mala', 'write' as 'none' | 'read' | 'write']])
  const node = (n: number, shared: Bus) =>
    serve({
      rows,
      store: memoryHostStore(rows),
      bus: shared,
      limits: { pollMs: 10, revocationsMs: 10 },
      may: async (person) => rights.get(person) ?? 'none',
      revocations: async () => revoked[n]?.splice(0) ?? [],
    })
  const shared = bus()
  const [here, there] = [await node(0, shared), await node(1, shared)]
  const [phone, laptop] = [
    rawClient(here.host, 'mala', { haat: true }),
    rawClient(there.host, 'mala', { haat: true, device: 'laptop' }),
  ]
  const [one, two] = [phone.open(mine), laptop.open(mine)]
  one.change((d) => {
    d.notes.a = text('x')
  })
  one.talk()
  await until('it is stored', () => rows.documents.has(id))
  two.talk()
  await until('the laptop has it', () => two.doc().notes.a)
  return { rows, rights, revoked, here, there, phone, laptop, one, two }
}

for (const [name, bus] of [
  ['with a bus', localBus],
  ['by polling alone', deafBus],
] as const) {
  test(`a sealed document is only read from then on, on all nodes, ${name}`, async () => {
    const { here, phone, laptop, two, rows } = await twoNodes(bus)
    await here.host.seal(id)
    await until('both are told', () =>
      [phone, laptop].every((one) => accessOf(one).includes('read')),
    )
    two.change((d) => {
      d.notes.late = text('y')
    })
    two.talk()
    await here.host.settled()
    const later = rawClient(here.host, 'mala').open(mine)
    later.talk()
    await until('it can still be read', () => later.doc().notes.a)
    expect(rows.documents.get(id)?.document.version).toBe(2)
    expect(later.doc().notes.late).toBeUndefined()
  })

  test(`of an erased document nothing is left, nobody keeps it open and nobody makes it again, ${name}`, async () => {
    const { here, there, phone, laptop, one, rows } = await twoNodes(bus)
    await there.host.erase([id])
    await until('both are told', () =>
      [phone, laptop].every((each) => accessOf(each).includes('none') && isUnavailable(each)),
    )
    expect(rows.documents.get(id)).toMatchObject({ changes: [], snapshots: [] })
    const again = rawClient(here.host, 'mala')
    const back = again.open(mine, { from: one.doc() })
    back.change((d) => {
      d.notes.b = text('y')
    })
    back.talk()
    await until('it is refused', () => isUnavailable(again))
    await here.host.settled()
    expect(rows.documents.get(id)?.document).toMatchObject({ state: 'erased', version: 0 })
  })
}

test('rights that were taken away are gone from open sockets, though the bus carries nothing', async () => {
  const { rights, revoked, phone, laptop } = await twoNodes(deafBus)
  rights.set('mala', 'none')
  for (const node of revoked) node.push({ person: 'ravi', isOut: false })
  for (const node of revoked) node.push({ person: 'mala', isOut: false })
  await until('both are told', () => [phone, laptop].every((one) => accessOf(one).includes('none')))
})

test('a device that was signed out loses its socket, though the bus carries nothing, and no other does', async () => {
  const { revoked, phone, laptop } = await twoNodes(deafBus)
  for (const node of revoked) node.push({ person: 'mala', device: 'laptop', isOut: true })
  await until('the laptop is out', () => laptop.closed?.code === 4401)
  expect(phone.closed).toBeUndefined()
})

test('a document whose old bytes are forgotten opens from its saves, and goes on', async () => {
  const rows = memoryRows()
  const limits = { snapshotRows: 3, forgetEveryMs: 5, changeBytesMs: -1_000 }
  const { host } = await serve({ rows, store: memoryHostStore(rows), limits })
  const phone = rawClient(host, 'mala').open(mine)
  for (let i = 0; i < 12; i++) {
    const [head] = A.getHeads(
      phone.change((d) => {
        d.notes[`n${i}`] = text(String(i))
      }),
    )
    phone.talk()
    await until('stored', () =>
      phone
        .told()
        .flat()
        .includes(head as string),
    )
  }
  const isForgotten = () => rows.documents.get(id)?.changes[0]?.bytes.length === 0
  await until('the first bytes are gone', isForgotten)
  const next = await serve({ rows, store: memoryHostStore(rows) })
  const laptop = rawClient(next.host, 'mala').open(mine)
  laptop.talk()
  await until('it has everything', () => Object.keys(laptop.doc().notes).length === 12)
  expect(A.getHeads(laptop.doc())).toEqual(A.getHeads(phone.doc()))
})
