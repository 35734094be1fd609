import { readFileSync } from 'node:fs'
import { freshCore } from '../../engine/host/core.ts'
import { documentId } from '../../engine/model/document.ts'
import { stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import { until } from '../kit/until.ts'
import { type Replica, replicaOf } from './replica.ts'
import { join, type Scene } from './scene.ts'
import type { Person, Target } from './target.ts'

const ANSWER_MS = 15_000
const KIB_PER_PAGE = 4

/** Memory (MB) and work (seconds of CPU) of the server's process; nothing of one that is not ours to watch. */
export function usage({ pid }: Target): { rss: number; cpu: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number)
    return { rss: ((pages ?? 0) * KIB_PER_PAGE) / 1024, cpu: ((user ?? 0) + (system ?? 0)) / 100 }
  } catch {
    return undefined
  }
}

/** Two honest people on another document: one writes, the other hears. */
export type Bystanders = { ask(): Promise<number>; close(): void }

export async function bystanders(target: Target): Promise<Bystanders> {
  const { victim, mallory, about } = await target.cast()
  const core = freshCore()
  const [one, two] = [replicaOf(core, about), replicaOf(core, about)]
  await Promise.all([join(one, victim), join(two, mallory)])
  let asked = 0
  const speak = (replica: Replica, person: Person) =>
    replica.isOpen() ? Promise.resolve() : join(replica, person)
  return {
    /** Milliseconds until what one wrote is safe and the other has it. */
    async ask() {
      const at = performance.now()
      await Promise.all([speak(one, victim), speak(two, mallory)])
      const key = `bystander-${++asked}`
      const hash = one.write(key)
      await until(
        'bystanders hear each other',
        async () => {
          // A shard that died under somebody else tells its people to come again.
          await Promise.all([speak(one, victim), speak(two, mallory)])
          return one.isTold(hash) && two.has(key)
        },
        ANSWER_MS,
      )
      return performance.now() - at
    },
    close() {
      one.leave()
      two.leave()
    },
  }
}

/** The victim writes again and is told so; a client that knows nothing gets all the victim was told is safe. */
export async function victimIsWhole(
  scene: Scene,
  absent: readonly string[],
): Promise<string | undefined> {
  const { honest: victim, about } = scene
  if (victim.broken) return `the victim’s own copy broke: ${victim.broken}`
  const hash = victim.write('victim-again')
  const isSafe = await within(async () => {
    if (!victim.isOpen()) await join(victim, scene.victim)
    return victim.isTold(hash)
  })
  if (victim.broken) return `the victim’s own copy broke: ${victim.broken}`
  if (!isSafe) return 'the victim’s next work is not taken'
  const reader = replicaOf(freshCore(), about, { from: false })
  await join(reader, scene.victim)
  const isThere = await within(
    () => reader.broken || (reader.has('victim-first') && reader.has('victim-again')),
  )
  reader.leave()
  if (reader.broken) return `a new client cannot load the document: ${reader.broken}`
  if (!isThere) return 'a new client does not get the victim’s work'
  const forged = absent.filter((key) => reader.has(key))
  return forged.length > 0 ? `a new client is shown ${forged.join(', ')}` : undefined
}

const within = (ask: () => unknown): Promise<boolean> =>
  until('it', () => Promise.resolve(ask()).then(Boolean), ANSWER_MS).then(
    () => true,
    () => false,
  )

export const otherDocument = (store: string) => documentId(stockDraftAbout(store, 999_999_999))
