import * as A from '@automerge/automerge'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { until } from '../../test/kit/until.ts'
import { dice } from '../../test/simulation/chance.ts'
import { postgresBus } from '../bus/index.ts'
import { faultyBus } from '../bus/testing/faulty-bus.ts'
import { realEnv } from '../model/real-env.ts'
import { postgresHostStore } from './storage/postgres.ts'
import { type RawClient, type RawDocument, rawClient } from './testing/raw-client.ts'
import { about, serve, text } from './testing/world.ts'

const DOCUMENTS = 4
const CLIENTS = 6
const STEPS = 300

const { pool, url } = await freshDatabase()
const buses: { close(): Promise<void> }[] = []
afterAll(() => Promise.all(buses.map((bus) => bus.close())))

async function node(roll: () => number) {
  const env = realEnv()
  const bus = faultyBus(await postgresBus({ url, env }), roll)
  buses.push(bus)
  const store = postgresHostStore({ pool, env, insertFound: async () => undefined })
  const { host } = await serve({
    env,
    bus,
    store,
    may: async () => 'write',
    limits: { pollMs: 100 },
  })
  return { host, bus }
}

type Device = { person: string; client: RawClient; documents: RawDocument[]; node: number }

test('two nodes whose bus loses, repeats and reorders half its messages converge, and lose nothing they acknowledged', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  const roll = dice(seed, 'faulty bus').unit
  const pick = (below: number) => Math.floor(roll() * below)
  process.stdout.write(`seed ${seed}\n`)
  const nodes = [await node(roll), await node(roll)]
  const abouts = Array.from({ length: DOCUMENTS }, (_, i) => about('mala', `shared ${i}`))
  const acked = abouts.map(() => new Set<string>())

  // The same person each time: an actor belongs to whoever delivered its first change.
  const open = (person: string, on: number, from?: RawDocument[]): Device => {
    const host = nodes[on]?.host
    if (!host) throw new Error(`no node ${on}`)
    const client = rawClient(host, person)
    const documents = abouts.map((what, i) => {
      const known = from?.[i]
      return client.open(what, known ? { from: known.doc() } : {})
    })
    for (const document of documents) document.talk()
    return { person, client, documents, node: on }
  }
  const note = (device: Device) => {
    for (const [i, document] of device.documents.entries())
      for (const head of document.told().flat()) acked[i]?.add(head)
  }

  const devices = Array.from({ length: CLIENTS }, (_, i) => open(`person ${i}`, i % 2))
  for (let step = 0; step < STEPS; step++) {
    const at = pick(CLIENTS)
    const device = devices[at] as Device
    const document = device.documents[pick(DOCUMENTS)] as RawDocument
    document.change((d) => {
      d.notes[`note ${pick(40)}`] = text(`${step}`)
    })
    document.talk()
    if (device.client.closed || roll() < 0.02) {
      note(device)
      device.client.leave()
      // To the other node, with all that it has.
      devices[at] = open(device.person, 1 - device.node, device.documents)
    }
    // Else the nodes would tell each other of many changes at once.
    if (roll() < 0.3) await Promise.all(nodes.map(({ host }) => host.settled()))
  }

  const heads = (device: Device) => device.documents.map((one) => A.getHeads(one.doc()).join())
  await until(`all converge (seed ${seed})`, () => {
    for (const [i, device] of devices.entries())
      if (device.client.closed) devices[i] = open(device.person, device.node, device.documents)
    const [first = '', ...others] = devices.map((device) => heads(device).join(' '))
    return others.every((one) => one === first)
  })
  for (const { host } of nodes) await host.settled()
  for (const device of devices) note(device)

  const { rows } = await pool.query(
    `SELECT about->>'name' AS name, hash FROM changes JOIN documents ON id = doc`,
  )
  for (const [i, { name }] of abouts.entries()) {
    const stored = new Set(
      rows.filter((row) => row.name === name).map((row) => row.hash.toString('hex')),
    )
    expect([...(acked[i] ?? [])].filter((head) => !stored.has(head))).toEqual([])
    // What all of them show is what is stored.
    const shown = A.getHeads((devices[0] as Device).documents[i]?.doc() as A.Doc<unknown>)
    expect(shown.every((head) => stored.has(head))).toBe(true)
  }
  const faults = nodes.map(({ bus }) => bus.faults())
  for (const kind of ['lost', 'repeated', 'reordered'] as const)
    expect(
      faults.reduce((sum, one) => sum + one[kind], 0),
      kind,
    ).toBeGreaterThan(5)
})
