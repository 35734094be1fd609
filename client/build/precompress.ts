import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin, ResolvedConfig } from 'vite'
import { derived } from './derived.ts'

const brotli = promisify(brotliCompress)
const worth = new Set(['.html', '.js', '.css', '.svg', '.wasm', '.json', '.webmanifest'])

/** Writes `file.br` (quality 11) beside every file worth it, so that the server never compresses anything itself. */
export function precompress(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'haat-precompress',
    apply: 'build',
    enforce: 'post',
    configResolved(resolved) {
      config = resolved
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      // The worker is built inside this hook by its own plugin, with a config of its own; we run after it.
      async handler() {
        const folder = join(config.root, config.build.outDir)
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!worth.has(extname(name))) continue
          const bytes = readFileSync(join(folder, name))
          const packed = await derived({ stem: 'packed', extension: 'br', from: [bytes] }, () =>
            brotli(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
          )
          writeFileSync(join(folder, `${name}.br`), readFileSync(packed))
        }
      },
    },
  }
}
