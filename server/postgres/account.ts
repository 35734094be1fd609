import { readFileSync, statSync } from 'node:fs'
import { CannotStart } from '../cannot-start.ts'

/** Who the Postgres processes run as; `undefined` means: as we do. */
export type Account = { uid: number; gid: number; name: string } | undefined

/** Postgres refuses to run as root, so root lends it the first of these that the machine has. */
const lent = ['postgres', 'nobody']

/** The account for a cluster in `dir`, which may not exist yet: its owner, if it has one already. */
export function accountFor(dir: string): Account {
  const owner = statSync(dir, { throwIfNoEntry: false })
  const me = process.getuid?.()
  if (me === undefined) return undefined
  if (me !== 0) {
    if (!owner || owner.uid === me) return undefined
    throw new CannotStart(
      `${dir} belongs to user ${owner.uid} and we are user ${me}: start as that user, or set HAAT_DATA to a directory of your own.`,
    )
  }
  const accounts = readAccounts()
  const found =
    owner && owner.uid !== 0
      ? (accounts.find((one) => one.uid === owner.uid) ?? { ...owner, name: String(owner.uid) })
      : lent.map((name) => accounts.find((one) => one.name === name)).find(Boolean)
  if (found) return { uid: found.uid, gid: found.gid, name: found.name }
  throw new CannotStart(
    `Postgres refuses to run as root and this machine has no user named ${lent.join(' or ')}: add one, start as another user, or set DATABASE_URL.`,
  )
}

function readAccounts() {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':')
    return { name, uid: Number(uid), gid: Number(gid) }
  })
}

/** May this account pass through a directory with these permissions? Postgres drops all other groups. */
export function mayEnter(
  account: NonNullable<Account>,
  directory: { mode: number; uid: number; gid: number },
): boolean {
  if (directory.uid === account.uid) return (directory.mode & 0o100) !== 0
  if (directory.gid === account.gid) return (directory.mode & 0o010) !== 0
  return (directory.mode & 0o001) !== 0
}
