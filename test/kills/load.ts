import * as A from '@automerge/automerge'
import type pg from 'pg'
import { chance } from '../../bench/commit/chance.ts'
import { postgresHostStore } from '../../engine/host/index.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { SHOP } from '../browser/shop.ts'
import { until } from '../kit/until.ts'
import type { MortalNode } from './mortal-node.ts'
import type { Signed } from './shopper.ts'
import { openWriter, type Writer } from './writer.ts'

const PERSONS = 4
const DEVICES = 2
const CARTS = 2
/** Between two deaths at least so many changes are acknowledged, so that each death meets work under way. */
const LEAST = 4
const SPREAD_MS = 250

export type Deaths = { server: number; shard: number }
export type Survived = { deaths: Deaths; acknowledged: number; lost: string[] }

/**
 * Persons with two devices each write the same carts without a pause, while the server is killed so often, and then a
 * shard so often. In the end every head that was ever acknowledged is among the rows, and every document loads to its
 * heads; what is not so is in `lost`.
 */
export async function surviveLoad(
  {
    node,
    pool,
    session,
  }: { node: MortalNode; pool: pg.Pool; session(phone: string): Promise<Signed> },
  { deaths, seed }: { deaths: Deaths; seed: number },
): Promise<Survived> {
  const dice = chance(seed)
  const writers: Writer[] = []
  for (let person = 0; person < PERSONS; person++) {
    for (let device = 0; device < DEVICES; device++) {
      const signed = await session(`98765100${person}0`)
      const carts = Array.from({ length: CARTS }, (_, n) => cartAbout(signed.person, SHOP, 500 + n))
      writers.push(openWriter(node.url, signed, { abouts: carts, dice }))
    }
  }
  const count = () => writers.reduce((sum, one) => sum + one.count(), 0)
  const workGoesOn = async () => {
    const before = count()
    await until('work to go on', () => count() >= before + LEAST, 60_000)
    await new Promise((resolve) => setTimeout(resolve, dice.below(SPREAD_MS)))
  }
  for (let n = 1; n <= deaths.server; n++) {
    await workGoesOn()
    await node.kill()
    await node.open()
  }
  for (let n = 1; n <= deaths.shard; n++) {
    await workGoesOn()
    await node.killShard()
  }
  await workGoesOn()
  await Promise.all(writers.map((one) => one.finish()))
  return { deaths, acknowledged: count(), lost: await lostOf(pool, writers) }
}

async function lostOf(pool: pg.Pool, writers: readonly Writer[]): Promise<string[]> {
  const store = postgresHostStore({ pool, env: realEnv(), insertFound: async () => undefined })
  const lost: string[] = []
  const acked = new Map<string, Set<string>>()
  for (const writer of writers)
    for (const [id, heads] of writer.acked())
      acked.set(id, new Set([...(acked.get(id) ?? []), ...heads]))
  for (const [id, heads] of acked) {
    const loaded = await store.load(id)
    const known = new Set(loaded?.known.map(({ hash }) => hash))
    for (const head of heads) if (!known.has(head)) lost.push(`${id}: ${head}`)
    const [newest] = loaded?.snapshots ?? []
    const parts = [
      ...(newest ? [newest.bytes] : []),
      ...(loaded?.rows ?? []).map((row) => row.bytes),
    ]
    let doc = A.init()
    for (const part of parts) doc = A.loadIncremental(doc, part)
    const shown = A.getHeads(doc).sort().join()
    if (shown !== loaded?.document.heads.join()) lost.push(`${id} loads to ${shown}`)
  }
  return lost
}
