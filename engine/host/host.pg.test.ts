import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { until } from '../../test/kit/until.ts'
import { localBus } from '../bus/local.ts'
import type { FaultPoint } from '../model/env.ts'
import type { FoundIntent } from '../model/pending.ts'
import { realEnv } from '../model/real-env.ts'
import { postgresHostStore } from './storage/postgres.ts'
import { rawClient } from './testing/raw-client.ts'
import { about, serve, stockClient, text } from './testing/world.ts'

const { pool } = await freshDatabase()
await pool.query('CREATE TABLE found (intent text PRIMARY KEY)')

const failing = new Set<FaultPoint>()
const env = realEnv(async (point) => {
  if (failing.delete(point)) throw new Error(`fault at ${point}`)
})
const node = () => ({
  env,
  bus: localBus(),
  limits: { pollMs: 20 },
  store: postgresHostStore({
    pool,
    env,
    insertFound: async (tx, found: readonly FoundIntent[]) => {
      for (const { id } of found)
        await tx.query('INSERT INTO found VALUES ($1) ON CONFLICT DO NOTHING', [id])
    },
  }),
})
const count = async (table: string) =>
  Number((await pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count)
const intentId = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`

test.each(['K0', 'K1', 'K2', 'K3', 'K4'] as const)(
  'an intent whose way breaks at %s is stored exactly once, with its change, when its device comes again',
  async (point) => {
    const what = about('mala', point)
    const id = intentId(Number(point.slice(1)))
    const { host } = await serve(node())
    const first = rawClient(host, 'mala')
    const phone = first.open(what)
    phone.talk()
    await until('it is known', () => phone.told().length > 1)
    await host.settled()
    const before = { changes: await count('changes'), found: await count('found') }
    const [head] = A.getHeads(
      phone.change((d) => {
        d.intents[id] = text('{}')
      }),
    )
    failing.add(point)
    phone.talk()
    await until('the fault', () => !failing.has(point))
    if (point === 'K4')
      await until('the acknowledgement', () =>
        phone
          .told()
          .flat()
          .includes(head as string),
      )
    else if (point === 'K2')
      await until('the acknowledgement', () =>
        phone
          .told()
          .flat()
          .includes(head as string),
      )
    else {
      await until('the close', () => first.closed)
      expect(phone.told().flat()).not.toContain(head)
      expect(await count('found')).toBe(before.found + (point === 'K3' ? 1 : 0))
      const again = rawClient(host, 'mala').open(what, { from: phone.doc() })
      again.talk()
      await until('the acknowledgement', () =>
        again
          .told()
          .flat()
          .includes(head as string),
      )
    }
    await host.settled()
    expect(await count('changes')).toBe(before.changes + 1)
    expect(await count('found')).toBe(before.found + 1)
  },
)

test('two nodes on one database converge, and a stock client sees it all', async () => {
  const what = about('mala', 'everywhere')
  const [one, two] = [await serve(node()), await serve(node())]
  const phone = rawClient(one.host, 'mala').open(what)
  const laptop = rawClient(two.host, 'mala').open(what)
  for (let i = 0; i < 20; i++) {
    phone.change((d) => {
      d.notes[`phone ${i}`] = text('x')
    })
    laptop.change((d) => {
      d.notes[`laptop ${i}`] = text('x')
    })
    phone.talk()
    laptop.talk()
  }
  await until('both have everything', () =>
    [phone, laptop].every((each) => Object.keys(each.doc().notes).length === 40),
  )
  const stock = await stockClient(two.url('mala')).find(what)
  expect(A.getHeads(stock.doc())).toEqual(A.getHeads(phone.doc()))
  // A third node, which has seen nothing yet.
  const three = await serve(node())
  const late = await stockClient(three.url('mala')).find(what)
  expect(A.getHeads(late.doc())).toEqual(A.getHeads(laptop.doc()))
})
