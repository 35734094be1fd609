import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { localBus } from '../bus/local.ts'
import { memoryHostStore, memoryRows } from './storage/memory.ts'
import { type RawDocument, rawClient } from './testing/raw-client.ts'
import { about, documentIdText, serve, text } from './testing/world.ts'

const mine = about('mala')
const id = documentIdText(mine)

describe('two nodes on one document', () => {
  test.each(['with a bus', 'without one'])('converge %s', async (how) => {
    const rows = memoryRows()
    const bus = localBus()
    const limits = how === 'with a bus' ? { pollMs: 3_600_000 } : { pollMs: 20 }
    const buses = how === 'with a bus' ? [bus, bus] : [localBus(), localBus()]
    const [one, two] = await Promise.all(
      buses.map((each) => serve({ rows, store: memoryHostStore(rows), bus: each, limits })),
    )
    const phone = rawClient(one?.host as never, 'mala').open(mine)
    const laptop = rawClient(two?.host as never, 'mala').open(mine)
    phone.talk()
    laptop.talk()
    for (let i = 0; i < 10; i++) {
      phone.change((d) => {
        d.notes[`phone ${i}`] = text(String(i))
      })
      laptop.change((d) => {
        d.notes[`laptop ${i}`] = text(String(i))
      })
      phone.talk()
      laptop.talk()
    }
    await until('both have everything', () =>
      [phone, laptop].every((each) => Object.keys(each.doc().notes).length === 20),
    )
    expect(A.getHeads(phone.doc())).toEqual(A.getHeads(laptop.doc()))
    const kept = rows.documents.get(id)
    expect(kept?.changes.map((row) => row.n)).toEqual(kept?.changes.map((_, i) => i + 1))
    expect(new Set(kept?.changes.map((row) => row.hash)).size).toBe(21)
  })
})

test('a change held for want of one that another node has goes on when that comes', async () => {
  const rows = memoryRows()
  const limits = { pollMs: 3_600_000 }
  const node = () => serve({ rows, limits, store: memoryHostStore(rows), bus: localBus() })
  const [one, two] = [await node(), await node()]
  const phone = rawClient(one.host, 'mala').open(mine)
  phone.talk()
  const laptop = rawClient(two.host, 'mala')
  laptop.open(mine).talk()
  await Promise.all([one.host.settled(), two.host.settled()])
  const [first] = A.getHeads(
    phone.change((d) => {
      d.notes.first = text('x')
    }),
  )
  phone.talk()
  await until('stored', () =>
    phone
      .told()
      .flat()
      .includes(first as string),
  )
  // The second node has heard nothing of it, and gets what follows from it.
  const next = A.change(A.clone(phone.doc()), (d) => {
    d.notes.second = text('x')
  })
  const changes = [A.getLastLocalChange(next) as Uint8Array]
  laptop.sync(mine, { heads: A.getHeads(next), changes })
  await until('both are stored', () => rows.documents.get(id)?.document.version === 3)
  expect(rows.documents.get(id)?.document.heads).toEqual(A.getHeads(next))
})

test('who comes from another node and passes on what it heard there is not refused for it', async () => {
  const rows = memoryRows()
  const limits = { pollMs: 3_600_000 }
  const may = async () => 'write' as const
  const node = () => serve({ rows, limits, may, store: memoryHostStore(rows), bus: localBus() })
  const [one, two] = [await node(), await node()]
  const write = async (phone: RawDocument, note: string) => {
    phone.change((d) => {
      d.notes[note] = text('x')
    })
    phone.talk()
    await until('stored', () =>
      A.getHeads(phone.doc()).every((head) => phone.told().flat().includes(head)),
    )
  }
  const malas = rawClient(one.host, 'mala').open(mine)
  malas.talk()
  await write(malas, 'first')
  // The second node has it in memory as it is now, and hears of nothing after that.
  const ravi = rawClient(two.host, 'ravi')
  const ravis = ravi.open(mine, { from: malas.doc() })
  ravis.talk()
  await two.host.settled()
  await write(malas, 'second')
  ravi.sync(mine, {
    heads: A.getHeads(malas.doc()),
    changes: [A.getLastLocalChange(malas.doc()) as Uint8Array],
  })
  await two.host.settled()
  expect(rows.documents.get(id)?.document.version).toBe(3)
  expect([...rows.quarantine.values()]).toEqual([])
  expect(two.events.filter(({ event }) => event === 'refused')).toEqual([])
  expect(ravi.closed).toBeUndefined()
})
