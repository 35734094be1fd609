import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'

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

/** A core that has its wasm memory for itself. */
export type OwnCore = Core & {
  /**
   * Lets the memory grow by `bytes` at once, if it has grown since this was called last, and gives its size. By itself it
   * grows by what one document needs, and V8 counts the whole of it anew each time: for that a shard's small heap was
   * collected whole eleven times a second.
   */
  growAhead(bytes: number): number
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
const folder = join(
  dirname(require.resolve('@automerge/automerge')),
  '../mjs/wasm_bindgen_output/nodejs',
)
const module = join(folder, 'automerge_wasm.cjs')

/** The core that the JavaScript API of this thread uses too: one wasm memory. */
export const sharedCore = (): Core => require(module) as Core

let newCore: (() => OwnCore) | undefined

/**
 * A core with a wasm memory of its own: after a panic the old one is not to be trusted with anything. The wasm is
 * compiled once in a thread: that is most of what a core costs.
 */
export function freshCore(): OwnCore {
  newCore ??= coresOf(new WebAssembly.Module(readFileSync(join(folder, 'automerge_wasm_bg.wasm'))))
  return newCore()
}

/** What its wasm gives to the code that `wasm-bindgen` made for it. */
type Exports = {
  memory: WebAssembly.Memory
  __wbindgen_malloc(bytes: number, align: number): number
  __wbindgen_free(at: number, bytes: number, align: number): void
}

function coresOf(compiled: WebAssembly.Module): () => OwnCore {
  const given = ['exports', 'require', '__dirname', 'WebAssembly']
  const run = compileFunction(readFileSync(module, 'utf8'), given, { filename: module })
  return () => {
    let made: WebAssembly.Instance | undefined
    const wasm = Object.create(WebAssembly, {
      Module: {
        value: function alreadyCompiled() {
          return compiled
        },
      },
      Instance: {
        value: function noted(_: unknown, imports: WebAssembly.Imports) {
          made = new WebAssembly.Instance(compiled, imports)
          return made
        },
      },
    })
    const core = {}
    run(core, require, folder, wasm)
    const exports = made?.exports as Exports
    return Object.assign(core as Core, { growAhead: growing(exports) })
  }
}

function growing(wasm: Exports): OwnCore['growAhead'] {
  let known = 0
  return (bytes) => {
    if (wasm.memory.buffer.byteLength !== known) {
      // What was taken and given back stays the allocator's.
      wasm.__wbindgen_free(wasm.__wbindgen_malloc(bytes, 1), bytes, 1)
      known = wasm.memory.buffer.byteLength
    }
    return known
  }
}

/** Did the core itself break, as against refusing its input? */
export const isPanic = (error: unknown): boolean =>
  error instanceof WebAssembly.RuntimeError ||
  (error instanceof Error && error.name === 'PanicError')
