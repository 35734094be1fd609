import { freshCore } from '../../engine/host/core.ts'
import { until } from '../kit/until.ts'
import { connect, type Peer } from './peer.ts'
import { type Author, type Made, movement, type Replica, replicaOf } from './replica.ts'
import type { Cast, Person, Target } from './target.ts'

const ANSWER_MS = 20_000

/** One attack's stage: a document with acknowledged work of the victim, and mallory, who may write it too. */
export type Scene = Cast & {
  target: Target
  honest: Replica
  /** Mallory's own honest copy: it knows what changes to make. */
  copy: Replica
  /** Another socket of somebody. */
  socket(person: Person, options?: { join?: boolean; id?: string }): Promise<Peer | undefined>
  /** Sends changes to the document on a new socket of mallory's. */
  sendChanges(changes: { bytes: Uint8Array; hash: string }[]): Promise<Peer | undefined>
  /** An honest change of mallory's, not sent. */
  movement(key: string, options?: Parameters<typeof movement>[3] & { from?: Author }): Made
}

export async function setTheScene(target: Target): Promise<Scene> {
  const cast = await target.cast()
  const core = freshCore()
  const victim = replicaOf(core, cast.about)
  const copy = replicaOf(core, cast.about)
  await join(victim, cast.victim)
  const hash = victim.write('victim-first')
  await until('the victim is told that its work is safe', () => victim.isTold(hash), ANSWER_MS)
  await join(copy, cast.mallory)
  await until('mallory has the document', () => copy.has('victim-first'), ANSWER_MS)
  copy.leave()
  const socket = async (person: Person, options = {}) => connect(await person.url(), options)
  return {
    ...cast,
    target,
    honest: victim,
    copy,
    socket,
    async sendChanges(changes) {
      const peer = await socket(cast.mallory)
      const heads = changes.map((one) => one.hash).filter((one) => one !== '')
      peer?.sync(copy.id, { heads: heads.sort(), changes: changes.map((one) => one.bytes) })
      return peer
    },
    movement: (key, { from, ...options } = {}) =>
      movement(core, from ?? copy.author(), key, options),
  }
}

export async function join(replica: Replica, person: Person): Promise<void> {
  await until(
    `${person.name} gets in`,
    async () => replica.join(await person.url()).catch(() => false),
    ANSWER_MS,
  )
}
