import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'
import { derived } from './derived.ts'

const from = createRequire(import.meta.url)
const asked = '@automerge/automerge/automerge.wasm?url'

/** Serves automerge.wasm without its custom sections (names and producers): 3.64 MB become 2.96. */
export function leanWasm(): Plugin {
  return {
    name: 'haat-lean-wasm',
    enforce: 'pre',
    async resolveId(id) {
      if (id !== asked) return null
      const whole = readFileSync(from.resolve('@automerge/automerge/automerge.wasm'))
      const path = await derived({ stem: 'automerge', extension: 'wasm', from: [whole] }, () =>
        withoutCustomSections(whole),
      )
      return `${path}?url`
    },
  }
}

/** A module is 8 bytes of header, then sections `id, LEB128 length, bytes`; id 0 is custom (wasm core spec §5.5). */
export function withoutCustomSections(wasm: Uint8Array): Uint8Array {
  const kept = [wasm.subarray(0, 8)]
  let at = 8
  while (at < wasm.length) {
    const start = at
    const id = wasm[at++]
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] ?? 0
      length |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    at += length
    if (id !== 0) kept.push(wasm.subarray(start, at))
  }
  return Buffer.concat(kept)
}
