import { randomBytes } from 'node:crypto'
import type { Core, CoreDocument, CoreSyncState } from '../../engine/host/core.ts'
import { limits } from '../../engine/host/limits.ts'
import { readSyncMessage } from '../../engine/host/sync-message.ts'
import { GENESIS_ACTOR } from '../../engine/model/genesis.ts'
import type { LightSocket } from '../light-socket.ts'

/** The second container that the first change makes, after `about`. */
const LINES = `2@${GENESIS_ACTOR}`
/** One change in so many adds a line; the others change how many of it are wanted. */
const LINE_EVERY = 5
const PIECE = 1_000

/** The handle as an author uses it; a server never writes. */
type Author = CoreDocument & {
  putObject(object: string, key: string, value: object): string
  put(object: string, key: string, value: unknown, datatype?: string): void
  increment(object: string, key: string, by: number): void
  commit(message: null, time: number): string | null
  stats(): { numChanges: number }
  hasOurChanges(state: CoreSyncState): boolean
}

/** One peer of one cart: Automerge's core at the end of a socket, answering at once and as Automerge answers. */
export type CartPeer = {
  /** Makes the next change and says it; gives its hash. */
  edit(): string
  changes(): number
  heads(): string
  /** The heads that the server said last. */
  told(): string
  /** The server has not said yet that it has everything that was made here. */
  isWaiting(): boolean
  /** A server that is overloaded cuts who does not answer its pings in time; nobody comes back here. */
  isCut(): boolean
  close(): void
}

/** `heard` is called with the hash of every change that comes in. */
export function cartPeer(
  core: Core,
  { genesis, id }: { genesis: Uint8Array; id: string },
  { socket, heard }: { socket: LightSocket; heard(hash: string): void },
): CartPeer {
  const actor = randomBytes(16).toString('hex')
  const load = core.load as (bytes: Uint8Array, options: { actor: string }) => CoreDocument
  const doc = load(genesis, { actor }) as Author
  const state: CoreSyncState = core.initSyncState()
  let made = 0
  let line = ''
  let told = ''
  let isWaiting = false

  socket.listen(({ type, data }) => {
    if (type !== 'sync' || !data) return
    const bytes = new Uint8Array(data)
    const message = readSyncMessage(bytes, limits)
    if (typeof message === 'string') throw new Error(`a sync message with a bad ${message}`)
    told = message.heads.join()
    const before = doc.getHeads()
    doc.receiveSyncMessage(state, bytes)
    if (isWaiting) isWaiting = !doc.hasOurChanges(state)
    if (message.changes.length > 0) for (const { hash } of doc.getChangesMeta(before)) heard(hash)
    talk()
  })

  function talk(): void {
    const message = doc.generateSyncMessage(state)
    if (message) socket.sync(id, message)
  }
  talk()

  return {
    edit() {
      if (made++ % LINE_EVERY === 0) {
        line = doc.putObject(LINES, `${actor}-${made}`, {})
        doc.put(line, 'sku', `sku-${made}`)
        doc.put(line, 'qty', PIECE, 'counter')
      } else doc.increment(line, 'qty', PIECE)
      const hash = doc.commit(null, 0) as string
      isWaiting = true
      talk()
      return hash
    },
    changes: () => doc.stats().numChanges,
    heads: () => doc.getHeads().sort().join(),
    told: () => told,
    isWaiting: () => isWaiting && socket.isOpen,
    isCut: () => !socket.isOpen,
    close() {
      socket.close()
      state.free()
      doc.free()
    },
  }
}
