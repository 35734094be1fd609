import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const cache = join(import.meta.dirname, '../../node_modules/.cache/haat')

/**
 * A file made from other bytes, kept under a name that says what it was made from, so that a second
 * build makes nothing. Returns its path.
 */
export async function derived(
  file: { stem: string; extension: string; from: (Uint8Array | string)[] },
  make: () => Promise<Uint8Array> | Uint8Array,
): Promise<string> {
  const hash = createHash('sha256')
  for (const part of file.from) hash.update(part)
  const folder = join(cache, hash.digest('hex').slice(0, 16))
  const path = join(folder, `${file.stem}.${file.extension}`)
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    // Two builds at once: each writes its own file, and the rename shows only whole ones.
    const whole = `${path}.${process.pid}`
    writeFileSync(whole, await make())
    renameSync(whole, path)
  }
  return path
}
