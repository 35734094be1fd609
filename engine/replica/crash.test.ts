import { expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import type { Dial, Link } from './line.ts'
import * as line from './line.ts'
import { nodeDial } from './node-dial.ts'
import { memoryDisk } from './storage/memory.ts'
import { changed, type Market, openDevice, openDoomed, openMarket } from './testing/market.ts'

const LINE = '01936f6e-7c1a-7000-8000-000000000001'

/** Sockets that die with their device: nothing comes in, nothing goes out, nobody dials again. */
function mortal(dial: Dial): { dial: Dial; die(): void } {
  const links = new Set<Link>()
  let dead = false
  return {
    dial(ticket, ears) {
      if (dead) return { send() {}, close() {}, bufferedAmount: 0 }
      const link = dial(ticket, {
        opened: () => dead || ears.opened(),
        heard: (bytes) => dead || ears.heard(bytes),
        closed: (code, reason) => dead || ears.closed(code, reason),
      })
      links.add(link)
      return link
    },
    die() {
      dead = true
      for (const link of links) link.close(1001, 'power cut')
    },
  }
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve()
}

/**
 * One life of a phone: edits, an intent, more edits, while it is connected (or not). Its power is cut at commit
 * `cutAt`, before or after it is written. Gives what it was told is saved.
 */
async function live(
  market: Market,
  disk: ReturnType<typeof memoryDisk>,
  number: number,
  { cutAt, after, online }: { cutAt: number; after: boolean; online: boolean },
): Promise<{ added: number; tried: number; asked: string | undefined; commits: number }> {
  let commits = 0
  let cut = () => {}
  const dead = new Promise<'cut'>((resolve) => {
    cut = () => resolve('cut')
  })
  const sockets = mortal(nodeDial(market.address))
  let isCut = false
  const powerCut = () => {
    if (isCut) return
    isCut = true
    sockets.die()
    // Of what was not strict, some survives and some does not.
    disk.crash(cutAt % 3)
    cut()
  }
  const store = disk.open(async (operation) => {
    if (!('commit' in operation) || ++commits !== cutAt) return
    // A memory disk writes within a few microtasks; the cut comes when it has.
    if (after) void turns(10).then(powerCut)
    else powerCut()
  })
  const told = { added: 0, tried: 0, asked: undefined as string | undefined }
  /** What the phone itself would see: after the cut it sees nothing any more. */
  const step = async <T>(work: Promise<T>): Promise<T> => {
    const done = await Promise.race([work, dead])
    if (done === 'cut') throw dead
    return done as T
  }
  try {
    const phone = await step(
      openDoomed('asha', {
        store,
        ...(online && {
          uplink: {
            load: async () => line,
            dial: sockets.dial,
            ticket: async () => ({ ticket: 'asha phone' }),
          },
        }),
      }),
    )
    const mine = phone.document(cart, cartAbout('asha', 'annai-stores', number))
    told.tried++
    await step(mine.edit('addLine', { line: LINE, sku: 'milk', qty: 1 }))
    told.added++
    for (let i = 0; i < 3; i++) {
      told.tried++
      await step(mine.edit('addTo', { line: LINE, by: 1 }))
      told.added++
      if (i === 0) told.asked = (await step(mine.ask(checkoutShape, checkoutShape.example))).id
    }
    const drained = () => (online ? phone.waiting().length === 0 : mine.heads().length > 0)
    await step(changed(phone, drained))
  } catch (reason) {
    if (reason !== dead) throw reason
  }
  powerCut()
  return { ...told, commits }
}

for (const online of [false, true]) {
  for (const after of [false, true]) {
    test(`a phone that dies ${after ? 'after' : 'at'} any write, ${
      online ? 'connected' : 'offline'
    }, has each saved edit once and each saved intent once`, { timeout: 60_000 }, async () => {
      const market = await openMarket()
      for (let cutAt = 1; ; cutAt++) {
        const disk = memoryDisk()
        const told = await live(market, disk, cutAt, { cutAt, after, online })
        const phone = await openDevice('asha', { store: disk.open(), market })
        const mine = phone.document(cart, cartAbout('asha', 'annai-stores', cutAt))
        await changed(phone, () => phone.waiting().length === 0)
        const [row] = cartRows(mine.plain().lines)
        const there = row?.qty ?? 0
        expect(there, `cut at ${cutAt}`).toBeGreaterThanOrEqual(told.added)
        expect(there, `cut at ${cutAt}`).toBeLessThanOrEqual(told.tried)
        if (told.asked !== undefined) {
          await changed(phone, () => phone.item(told.asked as string)?.step === 'accepted')
        }
        const texts = market.asked.filter(({ document }) => document === mine.id)
        expect(new Set(texts.map(({ id, text }) => id + text)).size).toBeLessThanOrEqual(1)
        await phone.close()
        if (told.commits < cutAt) break
      }
    })
  }
}
