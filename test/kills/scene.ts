import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { openShelf } from '../../bench/replay/device/shelf.ts'
import { demoProducts } from '../../server/demo/products.ts'
import { SHOP, shopIn } from '../browser/shop.ts'
import { signInAt } from '../kit/api.ts'
import type { Scene } from './hit.ts'
import { type MortalNode, mortalNode } from './mortal-node.ts'
import { openShopper, type Signed } from './shopper.ts'

/** A token is renewed well before its quarter of an hour is over. */
const FRESH_MS = 8 * 60_000
/** More than is ever asked for. */
const PLENTY = 100_000

/** A market on this database with a server that may die, and one customer who may order as often as they like. */
export async function openScene({
  url,
  pool,
}: {
  url: string
  pool: pg.Pool
}): Promise<
  Scene & { dir: string; session(phone: string): Promise<Signed>; close(): Promise<void> }
> {
  const dir = await mkdtemp(join(tmpdir(), 'haat-kills-'))
  const node = await mortalNode({
    ...{ DATABASE_URL: url, HAAT_DATA: dir, HAAT_DEMO: '1', SERVE_APP: '0', SHARDS: '1' },
    ...{ LOG_LEVEL: 'fatal', LIMIT_SYNC_FRAMES_PER_SECOND: '1000' },
  })
  await node.open()
  const sku = demoProducts(SHOP)[0]?.sku ?? ''
  const shop = shopIn(pool)
  await shop.neverCloses()
  await shop.leave(sku, PLENTY)
  const shelf = openShelf(node.url, SHOP, new Set([sku]))
  await shelf.refresh()
  const session = (phone: string) => signedIn(node, phone)
  const shopper = await openShopper({
    ...{ url: node.url, file: join(dir, 'device.db'), session: await session('9876500001') },
  })
  return {
    ...{ node, pool, shopper, dir, session },
    shelf: shelf.snapshot(),
    async close() {
      await shopper.close()
      await node.end()
      await rm(dir, { recursive: true })
    },
  }
}

async function signedIn(node: MortalNode, phone: string): Promise<Signed> {
  const device = { id: crypto.randomUUID(), label: 'a test' }
  let held = await signInAt(node.url, phone, device)
  let at = Date.now()
  return {
    person: held.person,
    device: held.device,
    async accessToken() {
      if (Date.now() - at > FRESH_MS) {
        held = await signInAt(node.url, phone, device)
        at = Date.now()
      }
      return held.accessToken
    },
  }
}
