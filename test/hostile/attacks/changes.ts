import { randomBytes } from 'node:crypto'
import { freshCore } from '../../../engine/host/core.ts'
import { randomFrom, reseal } from '../../../engine/host/testing/mutate.ts'
import { mutant } from '../../fuzz/mutant.ts'
import type { Attack } from '../attack.ts'
import { bomb, longList, manyPredecessors } from '../chunks.ts'
import { pause } from '../pause.ts'
import { hashOf, INTENTS, MOVEMENTS, replicaOf } from '../replica.ts'
import type { Scene } from '../scene.ts'

/** By then it has been read; whatever comes after it waits behind it. */
const WORK_MS = 400
/** News that should not come would have come by then. */
const NEWS_MS = 1_500
const author = ({ copy }: Scene) => copy.author()

/** Sends changes and gives the server time to work on them. */
const send =
  (make: (scene: Scene) => Promise<{ bytes: Uint8Array; hash: string }[]>) =>
  async (scene: Scene) => {
    await scene.sendChanges(await make(scene))
    await pause(WORK_MS)
    return undefined
  }

const letters = (length: number) =>
  send(async (scene) => [longList(author(scene), length, { of: 'letters', deflate: true })])

const starting = (startOp: number) =>
  send(async (scene) => {
    return [scene.movement('far', { from: { ...author(scene), startOp } })]
  })

const bombed = (megabytes: number) =>
  send(async () => [{ bytes: await bomb(megabytes), hash: randomBytes(32).toString('hex') }])

export const changeAttacks: Attack[] = [
  { id: 'H1', variant: 'deflated, 2^23 letters', run: letters(2 ** 23) },
  { id: 'H2', variant: 'deflated, 1 MiB of letters', run: letters(2 ** 20) },
  { id: 'H3', variant: 'bomb of 16 MiB', run: bombed(16) },
  { id: 'H3', variant: 'bomb of 128 MiB', run: bombed(128) },
  { id: 'H3', variant: 'bomb of 512 MiB', isLong: true, run: bombed(512) },
  {
    id: 'H4',
    variant: 'two million nulls',
    run: send(async (scene) => [longList(author(scene), 2e6, { of: 'nulls', deflate: false })]),
  },
  ...[20, 24, 25, 31].map(
    (power): Attack => ({
      id: 'H5',
      variant: `startOp 2^${power}`,
      absent: ['far'],
      run: starting(2 ** power + 5),
    }),
  ),
  {
    id: 'H6',
    variant: 'the victim’s next number taken',
    absent: ['forged'],
    run: send(async (scene) => {
      const { actor, seq } = scene.honest.author()
      return [scene.movement('forged', { from: { ...author(scene), actor, seq } })]
    }),
  },
  {
    id: 'H6',
    variant: 'the victim’s name with a number far ahead',
    absent: ['forged'],
    run: send(async (scene) => {
      const { actor } = scene.honest.author()
      return [scene.movement('forged', { from: { ...author(scene), actor, seq: 50 } })]
    }),
  },
  { id: 'H7', variant: '20,000 orphans', run: orphans },
  { id: 'H8', variant: 'mutants, one by one', run: (scene) => mutants(scene, 24) },
  {
    id: 'H8',
    variant: 'a thousand mutants',
    isLong: true,
    workSeconds: 60,
    run: (scene) => mutants(scene, 1_000),
  },
  ...[0, 3, 4, 255].map(
    (type): Attack => ({
      id: 'H9',
      variant: `chunk of type ${type}`,
      run: send(async (scene) => {
        const chance = randomFrom(type + 1)
        return Array.from({ length: 20 }, () => {
          const bytes = mutant([scene.movement('x').bytes], chance).slice()
          bytes[8] = type
          return { bytes, hash: randomBytes(32).toString('hex') }
        })
      }),
    }),
  ),
  {
    id: 'H20',
    variant: 'ten million predecessors',
    run: send(async (scene) => [manyPredecessors(author(scene), 1e7)]),
  },
  {
    id: 'H18',
    variant: 'another’s intent rewritten',
    run: async (scene) => {
      const id = '01900000-0000-7000-8000-000000000001'
      const asked = scene.movement(id, { object: INTENTS, value: '{"asked":1}' })
      await scene.sendChanges([asked])
      await pause(WORK_MS)
      const { seq, deps, maxOp } = { seq: 2, deps: [asked.hash], maxOp: asked.maxOp }
      const from = { ...author(scene), seq, deps, startOp: maxOp + 1 }
      const again = scene.movement(id, { object: INTENTS, value: '{"asked":2}', from })
      await scene.sendChanges([asked, again])
      await pause(NEWS_MS)
      const said = scene.honest.textAt(INTENTS, id)
      return said === '{"asked":2}' ? 'an intent was rewritten' : undefined
    },
  },
  {
    id: 'H18',
    variant: 'an outcome forged beside the containers',
    run: async (scene) => {
      await scene.sendChanges([scene.movement('outcome', { object: '_root', value: 'accepted' })])
      await pause(NEWS_MS)
      const said = scene.honest.textAt('_root', 'outcome')
      return said === undefined ? undefined : 'the victim is shown a forged outcome'
    },
  },
  {
    id: 'H18',
    variant: 'what the victim wrote deleted',
    run: async (scene) => {
      await scene.sendChanges([scene.movement('victim-first', { action: 'del' })])
      await pause(NEWS_MS)
      return scene.honest.has('victim-first') ? undefined : 'the victim’s words are gone'
    },
  },
  { id: 'H18', variant: 'changes of another document', absent: ['elsewhere'], run: replayed },
]

async function orphans(scene: Scene): Promise<string | undefined> {
  const peer = await scene.socket(scene.mallory)
  for (let i = 0; i < 20; i++) {
    const changes = Array.from({ length: 1_000 }, () => {
      const from = {
        actor: randomBytes(16).toString('hex'),
        seq: 1,
        startOp: 9,
        deps: [randomBytes(32).toString('hex')],
      }
      return scene.movement('orphan', { from })
    })
    const heads = changes
      .slice(0, 5)
      .map((one) => one.hash)
      .sort()
    peer?.sync(scene.copy.id, { heads, changes: changes.map((one) => one.bytes) })
  }
  await pause(WORK_MS)
  // Whoever kept them gives them away again.
  const reader = await scene.socket(scene.victim)
  reader?.sync(scene.copy.id, {}, 'request')
  await pause(NEWS_MS)
  const bytes = reader?.bytes ?? 0
  return bytes > 200_000 ? `a new client is sent ${bytes} bytes of orphans` : undefined
}

async function mutants(scene: Scene, count: number): Promise<string | undefined> {
  const chance = randomFrom(1 + (Date.now() % 2 ** 31))
  const honest = ['a', 'b', 'c'].map((key) => scene.movement(key).bytes)
  for (let i = 0; i < count; i++) {
    const bytes = mutant(honest, chance)
    const peer = await scene.sendChanges([{ bytes: reseal(bytes), ...hashOf(reseal(bytes)) }])
    setTimeout(() => peer?.leave(), 250).unref()
    if (i % 4 === 3) await pause(100)
  }
  await pause(WORK_MS)
  return undefined
}

async function replayed(scene: Scene): Promise<string | undefined> {
  const other = await scene.target.cast()
  const elsewhere = replicaOf(freshCore(), other.about)
  elsewhere.write('elsewhere')
  const changes = elsewhere.changes().map((bytes) => ({ bytes, ...hashOf(bytes) }))
  await scene.sendChanges(changes.slice(-1))
  await scene.sendChanges(changes)
  await pause(NEWS_MS)
  return scene.honest.textAt(MOVEMENTS, 'elsewhere') === undefined
    ? undefined
    : 'another document’s change is shown'
}
