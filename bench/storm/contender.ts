import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresHostStore } from '../../engine/host/index.ts'
import type { Flush } from '../../engine/host/storage/host-store.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { isInstalled, peerFolder, startChild } from '../contenders/node-child.ts'
import { ourServer, type Raised } from '../contenders/our-server.ts'
import { messageOf, openSocket } from '../light-socket.ts'
import { cartRows } from '../memory/carts.ts'
import type { Device } from './messages.ts'

/** A server that dies with all its sockets and comes back. */
export type Contender = {
  name: string
  raised?: Raised
  devices: Device[]
  url(): string
  /** SIGKILL, and up again; gives when it was ready, in milliseconds since 1970. */
  killAndRestart(): Promise<number>
  close(): Promise<void>
}

export type Sizes = { devices: number; documents: number }

const STORE = 'annai-maligai'
/** All come back within a second. */
const RAISED: Raised = { LIMIT_SOCKETS_PER_SECOND: '5000' }

/** Our server; everybody's carts are stored the way it stores them. */
export async function ours({ devices: count, documents }: Sizes): Promise<Contender> {
  const { server, pool, people, close } = await ourServer(RAISED)
  const store = postgresHostStore({ pool, env: realEnv(), insertFound: async () => undefined })
  const devices: Device[] = []
  for (const { person, device, token } of await people(count)) {
    const carts = cartsOf(person, documents, device)
    await store.flush(carts)
    devices.push({ token, documents: carts.map(({ id, heads }) => ({ id, heads })) })
  }
  await pool.query('CHECKPOINT')
  return {
    name: 'ours',
    raised: RAISED,
    devices,
    url: () => server.url,
    async killAndRestart() {
      await server.killAndRestart()
      return Date.now()
    },
    close,
  }
}

/** automerge-repo's sync server, or nothing when it is not installed; everybody's carts were synced to it. */
export async function stock({ devices: count, documents }: Sizes): Promise<Contender | undefined> {
  if (!isInstalled('stock')) return undefined
  const dir = await mkdtemp(join(tmpdir(), 'stock-storm-'))
  const start = () => startChild(join(peerFolder('stock'), 'server.mjs'), { DATA_DIR: dir })
  let child = await start()
  const url = () => `ws://127.0.0.1:${child.port}`
  const devices: Device[] = []
  for (let n = 0; n < count; n++) {
    const carts = cartsOf(randomUUID(), documents, randomUUID())
    await bring(url(), carts)
    devices.push({ documents: carts.map(({ id, heads }) => ({ id, heads })) })
  }
  return {
    name: 'automerge-repo 2.5.6',
    devices,
    url,
    async killAndRestart() {
      await child.kill()
      child = await start()
      return Date.now()
    },
    async close() {
      await child.kill()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const cartsOf = (person: string, documents: number, device: string): Flush[] =>
  Array.from({ length: documents }, (_, n) =>
    cartRows(cartAbout(person, STORE, n + 1), person, device),
  )

/** Sends whole documents to a server that takes anything, and waits until it says that it has them. */
async function bring(url: string, carts: readonly Flush[]): Promise<void> {
  const socket = await openSocket(url)
  const waiting = new Set(carts.map(({ id }) => id))
  const taken = new Promise<void>((resolve) => {
    socket.listen(({ documentId, data }) => {
      const cart = carts.find(({ id }) => id === documentId)
      const head = Buffer.from(data?.subarray(2, 34) ?? []).toString('hex')
      if (cart && head === cart.heads[0]) waiting.delete(cart.id)
      if (waiting.size === 0) resolve()
    })
  })
  for (const { id, heads, changes } of carts) {
    const have = [{ lastSync: [], bloom: new Uint8Array(0) }]
    socket.sync(id, messageOf({ heads, have, changes: changes.map(({ bytes }) => bytes) }))
  }
  await taken
  socket.close()
}
