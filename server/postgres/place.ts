import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { chmod, chown, cp, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CannotStart } from '../cannot-start.ts'
import { type Account, accountFor, mayEnter } from './account.ts'
import { type Binaries, program } from './binaries.ts'

/** Where one cluster lives and who runs it. `dir` holds `data/` and `server.log`. */
export type Place = { dir: string; account: Account; binaries: Binaries }

/** Directories that survive a restart and that anybody may pass through, best first. */
const openGround = ['/var/lib/haat', '/var/tmp/haat']

/** Makes HAAT_DATA. The lock stands in it, so this comes before everything else. */
export async function makeHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true }).catch((cause) => {
    throw new CannotStart(
      `HAAT_DATA is "${home}", where no directory can be made (${cause.code}): set it to one you may write to.`,
    )
  })
}

/**
 * Finds or makes the place of the cluster of `home` (HAAT_DATA). Started as root below a directory that only root
 * may enter, such as /root, the unprivileged account cannot reach it: then the cluster, and if need be the
 * programs, live on open ground, `home/postgres` is a link to them, and `say` is told so in a sentence. Call it under the file lock.
 */
export async function preparePlace(
  home: string,
  installed: Binaries,
  say: (sentence: string) => void,
): Promise<Place> {
  const link = join(home, 'postgres')
  const kept = lstatSync(link, { throwIfNoEntry: false })
  if (kept && !existsSync(link)) {
    throw new CannotStart(
      `${link} points to a directory that is gone: bring it back, or remove the link to begin anew.`,
    )
  }
  const account = accountFor(link)
  if (!account) {
    await mkdir(link, { recursive: true })
    return { dir: realpathSync(link), account, binaries: installed }
  }
  if (!kept) await makeReachable(link, account, say)
  const dir = realpathSync(link)
  const closed = closedAbove(dir, account)
  if (closed) {
    throw new CannotStart(
      `${dir} is below ${closed}, which user ${account.name} may not enter: open it (chmod o+x), or set HAAT_DATA.`,
    )
  }
  await chown(dir, account.uid, account.gid)
  return { dir, account, binaries: await reachableBinaries(installed, account, say) }
}

async function makeReachable(
  link: string,
  account: NonNullable<Account>,
  say: (sentence: string) => void,
) {
  const home = dirname(link)
  const closed = closedAbove(link, account)
  // The directory itself is ours to open; what is above it is not.
  if (closed === realpathSync(home)) await chmod(home, statSync(home).mode | 0o011)
  const stillClosed = closedAbove(link, account)
  if (!stillClosed) return mkdir(link, { mode: 0o700 })
  const dir = join(await firstGround(), randomUUID())
  await mkdir(dir, { mode: 0o700 })
  await symlink(dir, link)
  say(
    `Postgres runs as user ${account.name}, who may not enter ${stillClosed}, so its files live in ${dir} and ${link} is a link to them.`,
  )
}

/** The uppermost directory above `path` that the account may not pass through. */
function closedAbove(path: string, account: NonNullable<Account>): string | undefined {
  const above: string[] = []
  const start = realpathSync(dirname(path))
  for (let at = start; ; at = dirname(at)) {
    above.unshift(at)
    if (at === dirname(at)) break
  }
  return above.find((at) => !mayEnter(account, statSync(at)))
}

async function reachableBinaries(
  installed: Binaries,
  account: NonNullable<Account>,
  say: (sentence: string) => void,
): Promise<Binaries> {
  if (runs(installed, account)) return installed
  const root = join(await firstGround(), `postgres-${installed.version}`)
  const copy = { ...installed, root }
  if (runs(copy, account)) return copy
  const half = `${root}.${randomUUID()}`
  await cp(installed.root, half, { recursive: true, verbatimSymlinks: true })
  await openAll(half)
  await rm(root, { recursive: true, force: true })
  await rename(half, root)
  if (!runs(copy, account)) {
    throw new CannotStart(
      `User ${account.name} can run Postgres neither from ${installed.root} nor from ${root}: start as another user, or set DATABASE_URL.`,
    )
  }
  say(`User ${account.name} may not enter ${installed.root}, so Postgres was copied to ${root}.`)
  return copy
}

/** Asks the program itself: its file, its libraries and every directory above must be open to the account. */
function runs(binaries: Binaries, account: NonNullable<Account>): boolean {
  const { uid, gid } = account
  const asked = spawnSync(program(binaries, 'postgres'), ['--version'], { uid, gid, cwd: '/' })
  return asked.status === 0
}

async function openAll(dir: string) {
  spawnSync('chmod', ['-R', 'a+rX', dir])
}

async function firstGround(): Promise<string> {
  for (const ground of openGround) {
    const made = await mkdir(ground, { recursive: true, mode: 0o755 }).then(
      () => chmod(ground, 0o755),
      () => 'closed',
    )
    if (made !== 'closed') return ground
  }
  throw new CannotStart(
    `Neither ${openGround.join(' nor ')} can be made for Postgres, which may not enter HAAT_DATA: set HAAT_DATA to a directory anybody may pass through.`,
  )
}
