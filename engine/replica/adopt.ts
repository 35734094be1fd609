import { type About, documentId } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import { type Jot, jotCount, jotKey } from './jots.ts'
import type { LaneRow } from './lanes.ts'
import type { DeviceStore, Write } from './storage/device-store.ts'

/**
 * Moves a visitor's edits into the person's database, in tap order, after whatever is there; `readdress` says what each
 * document is about from now on (a cart of the visitor becomes a cart of the person). Every jot moves exactly once, however
 * often this is interrupted and repeated; the lanes the visitor followed are copied. Call it before the person's replica is opened. Gives how many moved.
 */
export async function adoptVisitor({
  env,
  from,
  to,
  readdress,
}: {
  env: Env
  from: DeviceStore
  to: DeviceStore
  readdress(about: About): About
}): Promise<number> {
  const [theirs, mine] = await Promise.all([from.list('jots'), to.list('jots')])
  let count = mine.reduce((most, { key }) => Math.max(most, jotCount(key)), 0)
  let adopted = 0
  for (const { key, value } of theirs) {
    const jot = value as Jot
    const marker = `adopted/${jot.id}`
    // A visitor edits and never asks: an intent needs an author.
    if (jot.what === 'edit' && (await to.get('kv', marker)) === undefined) {
      const about = readdress(jot.about)
      const moved: Jot = {
        ...jot,
        about,
        document: documentId(about),
        key: jotKey(++count, jot.id),
      }
      const writes: Write[] = [
        { put: 'jots', key: moved.key, value: moved },
        { put: 'kv', key: marker, value: env.now() },
      ]
      await to.commit(writes, 'strict')
      adopted++
    }
    await from.commit([{ drop: 'jots', key }], 'strict')
  }
  await adoptLanes(from, to)
  return adopted
}

/** Most facts of one commit. */
const COMMIT_FACTS = 1_000

/** What the visitor followed goes along, so that the shop is there before the network is. The cursor comes last. */
async function adoptLanes(from: DeviceStore, to: DeviceStore): Promise<void> {
  for (const { key: lane, value } of await from.list('lanes')) {
    const [theirs, mine] = [value as LaneRow, (await to.get('lanes', lane)) as LaneRow | undefined]
    if (mine && mine.through >= theirs.through) continue
    const facts = await from.list('facts', `${lane}\t`)
    for (let at = 0; at < facts.length; at += COMMIT_FACTS) {
      const part = facts.slice(at, at + COMMIT_FACTS)
      await to.commit(
        part.map((fact): Write => ({ put: 'facts', key: fact.key, value: fact.value })),
        'relaxed',
      )
    }
    await to.commit([{ put: 'lanes', key: lane, value: theirs }], 'relaxed')
  }
}
