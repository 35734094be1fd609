import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentId } from '../../engine/model/document.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { isInstalled, peerFolder, startChild } from '../contenders/node-child.ts'
import { ourServer } from '../contenders/our-server.ts'
import { cpuOf, cpuOfPostgres } from '../cpu.ts'
import type { PlannedDocument } from './messages.ts'

/** Seconds of CPU so far, of the server with all its threads and of a database beside it. */
export type Cpu = { server: number; database?: number }

/** A server that is measured. */
export type Contender = {
  name: string
  /** When a change that was said to have arrived survives what. */
  keeps: string
  /** The program that plays its peers. */
  devices: string
  /** New documents, with an address for each of their peers. */
  plan(documents: number, peers: number): Promise<PlannedDocument[]>
  cpu(): Cpu
  close(): Promise<void>
}

const AUTOMERGE_DEVICES = 'bench/sync/devices.ts'
const YJS_DEVICES = 'bench/peers/hocuspocus/devices.mjs'
const STORE = 'annai-maligai'

export async function ours(): Promise<Contender> {
  const { server, postmaster, people, close } = await ourServer()
  return {
    name: 'ours',
    keeps: 'committed to Postgres, fsync on',
    devices: AUTOMERGE_DEVICES,
    async plan(documents, peers) {
      const planned: PlannedDocument[] = []
      for (const one of await people(documents)) {
        const about = cartAbout(one.person, STORE, 1)
        const urls = await Promise.all(Array.from({ length: peers }, one.ticketUrl))
        planned.push({ about, id: documentId(about), urls })
      }
      return planned
    },
    cpu: () => ({ server: cpuOf(server.pid()), database: cpuOfPostgres(postmaster) }),
    close,
  }
}

/** automerge-repo's sync server, or nothing when it is not installed. */
export const stock = () =>
  peerServer('stock', {
    name: 'automerge-repo 2.5.6',
    keeps: 'written to files soon after',
    devices: AUTOMERGE_DEVICES,
  })

/** Hocuspocus, or nothing when it is not installed. */
export const hocuspocus = () =>
  peerServer('hocuspocus', {
    name: 'Hocuspocus 4.5.0',
    keeps: 'written to SQLite two seconds after',
    devices: YJS_DEVICES,
  })

async function peerServer(
  folder: string,
  about: Pick<Contender, 'name' | 'keeps' | 'devices'>,
): Promise<Contender | undefined> {
  if (!isInstalled(folder)) return undefined
  const dir = await mkdtemp(join(tmpdir(), `${folder}-bench-`))
  const child = await startChild(join(peerFolder(folder), 'server.mjs'), { DATA_DIR: dir })
  return {
    ...about,
    plan: async (documents, peers) =>
      Array.from({ length: documents }, () => {
        const cart = cartAbout(randomUUID(), STORE, 1)
        const urls = Array.from({ length: peers }, () => `ws://127.0.0.1:${child.port}`)
        return { about: cart, id: documentId(cart), urls }
      }),
    cpu: () => ({ server: cpuOf(child.pid) }),
    async close() {
      await child.kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
