import { randomBytes } from 'node:crypto'
import { freshCore } from '../../../engine/host/core.ts'
import { documentText } from '../../../engine/host/frame.ts'
import type { Attack } from '../attack.ts'
import { usage } from '../oracles.ts'
import { pause } from '../pause.ts'
import { cbor, connect, type Peer } from '../peer.ts'
import { replicaOf } from '../replica.ts'
import type { Scene } from '../scene.ts'
import type { Person } from '../target.ts'

const WORK_MS = 1_500
const KEPT_MB = 100
const joining = { type: 'join', peerMetadata: {}, supportedProtocolVersions: ['1'] }

export const identityAttacks: Attack[] = [
  {
    id: 'H13',
    variant: 'the victim’s peer id taken',
    run: async (scene) => {
      const id = scene.honest.peer()?.id ?? ''
      const peer = await scene.socket(scene.mallory, { id })
      await pause(WORK_MS)
      const stolen = peer?.frames.some((one) => one.type === 'sync')
      return stolen ? 'what was meant for the victim came to mallory' : undefined
    },
  },
  {
    id: 'H13',
    variant: 'three joins on one socket',
    run: async (scene) => {
      const peer = await scene.socket(scene.outsider)
      for (const id of ['one', 'two', scene.honest.peer()?.id])
        peer?.sendBytes(
          cbor({ type: 'join', senderId: id, peerMetadata: {}, supportedProtocolVersions: ['1'] }),
        )
      await pause(WORK_MS)
      const peers = peer?.frames.filter((one) => one.type === 'peer').length ?? 0
      return peers > 1 ? `one socket is ${peers} peers` : undefined
    },
  },
  {
    id: 'H13',
    variant: 'whoever knows its id reads a document',
    run: async (scene) => {
      const reader = replicaOf(freshCore(), scene.about, { from: false })
      if (!(await reader.join(await scene.outsider.url()))) return undefined
      await pause(WORK_MS)
      reader.leave()
      return reader.has('victim-first') ? 'an outsider has the victim’s document' : undefined
    },
  },
  {
    id: 'H13',
    variant: 'whoever knows its id writes a document',
    absent: ['from-outside'],
    run: async (scene) => {
      const change = scene.movement('from-outside')
      const peer = await scene.socket(scene.outsider)
      peer?.sync(scene.copy.id, { heads: [change.hash], changes: [change.bytes] })
      await pause(WORK_MS)
      return undefined
    },
  },
  {
    id: 'H14',
    variant: 'a storage id that leads out of the folder',
    run: async (scene) => {
      for (const storageId of ['../../../../x', '../../../../../x', '../../../../../../x'])
        await writesAs(scene, storageId)
      // File storage waits a second before it writes.
      await pause(2_500)
      const stray = (await scene.target.strayFiles?.()) ?? []
      return stray.length > 0 ? `files outside the data folder: ${stray.join(', ')}` : undefined
    },
  },
  {
    id: 'H15',
    variant: 'four thousand unknown documents',
    workSeconds: 15,
    run: async (scene) => {
      const before = usage(scene.target)?.rss
      for (let i = 0; i < 8; i++) {
        const peer = await scene.socket(scene.mallory)
        for (let n = 0; n < 500; n++) peer?.sync(documentText(randomBytes(16)), {}, 'request')
        await pause(400)
        peer?.leave()
      }
      await pause(WORK_MS)
      const grown = (usage(scene.target)?.rss ?? 0) - (before ?? 0)
      const kept = `${Math.round(grown)} MB are kept for documents that are not there`
      return before !== undefined && grown > KEPT_MB ? kept : undefined
    },
  },
  {
    id: 'H13',
    variant: 'whoever guesses its heads learns that a document exists',
    needsTickets: true,
    run: async (scene) => {
      const heads = Buffer.from(scene.honest.heads().join(''), 'hex')
      const peer = await greet(scene.outsider, [[scene.honest.id, new Uint8Array(heads)]])
      await pause(WORK_MS)
      const said = peer?.frames.find((one) => one.type === 'standing')
      peer?.leave()
      const same = (said?.same ?? []) as string[]
      return same.length > 0 ? 'an outsider is told that the document stands so' : undefined
    },
  },
  {
    id: 'H15',
    variant: 'greetings of four thousand unknown documents',
    workSeconds: 15,
    needsTickets: true,
    run: async (scene) => {
      const before = usage(scene.target)?.rss
      for (let i = 0; i < 8; i++) {
        const ids = Array.from({ length: 500 }, () => documentText(randomBytes(16)))
        const peer = await greet(
          scene.mallory,
          ids.map((id) => [id, new Uint8Array(randomBytes(32 * 8))]),
        )
        await pause(400)
        peer?.leave()
      }
      await pause(WORK_MS)
      const grown = (usage(scene.target)?.rss ?? 0) - (before ?? 0)
      return grown > KEPT_MB ? `${Math.round(grown)} MB are kept` : undefined
    },
  },
  {
    id: 'H18',
    variant: 'a ticket used twice',
    needsTickets: true,
    run: async ({ mallory }) => {
      const url = await mallory.url()
      const [first, second] = [await connect(url), await connect(url).catch(() => undefined)]
      first?.leave()
      return second ? 'a ticket opened two sockets' : undefined
    },
  },
  {
    id: 'H18',
    variant: 'a lane that is another’s',
    needsTickets: true,
    run: async (scene) => {
      const peer = await scene.socket(scene.outsider, { join: false })
      const hello = {
        type: 'join',
        senderId: 'x',
        peerMetadata: {},
        supportedProtocolVersions: ['1'],
        haat: 1,
      }
      peer?.sendBytes(cbor(hello))
      peer?.sendBytes(
        cbor({
          type: 'follow',
          lanes: [
            [`store:${scene.about.store}`, 0],
            ['ops', 0],
          ],
        }),
      )
      await pause(WORK_MS)
      return peer?.frames.some((one) => one.type === 'facts') ? 'facts came' : undefined
    },
  },
]

/** As a device of ours that says what it holds of many documents at once. */
async function greet(person: Person, documents: [string, Uint8Array][]): Promise<Peer | undefined> {
  const peer = await connect(await person.url(), { join: false })
  peer?.sendBytes(cbor({ ...joining, senderId: 'greeter', haat: 1 }))
  peer?.sendBytes(cbor({ type: 'heads', senderId: 'greeter', targetId: 'server', documents }))
  return peer
}

async function writesAs(scene: Scene, storageId: string): Promise<void> {
  const peer = await scene.socket(scene.mallory, { join: false, id: `peer-${storageId}` })
  const peerMetadata = { storageId, isEphemeral: false }
  const senderId = peer?.id
  peer?.sendBytes(cbor({ type: 'join', senderId, peerMetadata, supportedProtocolVersions: ['1'] }))
  await pause(200)
  peer?.sync(scene.copy.id, { heads: scene.copy.heads() })
  await pause(300)
}
