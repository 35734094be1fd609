import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * Automerge's low-level handles, which are outside the package's `exports`: half the memory and a third of the time of
 * the JavaScript view (measured). This file is the only one that knows where they are; `core.test.ts` pins what we use.
 */
export type Core = {
  load(bytes: Uint8Array): CoreDocument
  initSyncState(): CoreSyncState
  decodeChange(bytes: Uint8Array): CoreChange
  encodeChange(change: CoreChange): Uint8Array
}

export type CoreDocument = {
  clone(): CoreDocument
  free(): void
  applyChanges(changes: Uint8Array[]): void
  loadIncremental(bytes: Uint8Array): number
  receiveSyncMessage(state: CoreSyncState, message: Uint8Array): void
  generateSyncMessage(state: CoreSyncState): Uint8Array | null
  saveAndVerify(): Uint8Array
  getHeads(): string[]
  getChangesMeta(have: string[]): { actor: string; startOp: number; maxOp: number; hash: string }[]
  /** `type` is `map`, `table`, `list` or `text`; `path` is absent for an object that no longer shows at those heads. */
  objInfo(object: string, heads?: string[]): { type: string; path?: (string | number)[] }
  /** Each value as `[type, value, id]`, an object as `[type, id]`. */
  getAll(object: string, key: string, heads?: string[]): unknown[][]
}

export type CoreSyncState = { readOnly: boolean; clone(): CoreSyncState; free(): void }

export type CoreChange = {
  hash: string
  actor: string
  seq: number
  startOp: number
  deps: string[]
  ops: CoreOp[]
}

export type CoreOp = {
  action: string
  obj: string
  /** Absent for an element of a list. */
  key?: string | number
  pred?: string[]
  value?: unknown
  datatype?: string
}

const require = createRequire(import.meta.url)
const module = join(
  dirname(require.resolve('@automerge/automerge')),
  '../mjs/wasm_bindgen_output/nodejs/automerge_wasm.cjs',
)

/** The core that the JavaScript API of this thread uses too: one wasm memory. */
export const sharedCore = (): Core => require(module) as Core

/** A core with a wasm memory of its own: after a panic the old one is not to be trusted with anything. */
export function freshCore(): Core {
  delete require.cache[module]
  return require(module) as Core
}

/** Did the core itself break, as against refusing its input? */
export const isPanic = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError ||
  (error instanceof Error && error.name === 'PanicError')
