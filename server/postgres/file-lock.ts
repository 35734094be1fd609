import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { CannotStart } from '../cannot-start.ts'

const RETRY_MS = 25
const PATIENCE_MS = 120_000

type Holder = { pid: number; born: string }

/**
 * Runs `work` while holding the lock at `path`, which one process of this machine can hold. The holder is named in
 * the file by pid and time of birth; a lock whose holder died is broken.
 * The file is made whole and then linked, so nobody ever reads half of it.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = `${path}.${randomUUID()}`
  await writeFile(mine, JSON.stringify({ pid: process.pid, born: await birthOf(process.pid) }))
  try {
    await acquire(path, mine)
  } finally {
    await rm(mine, { force: true })
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string, mine: string) {
  for (let waited = 0; ; waited += RETRY_MS) {
    const taken = await link(mine, path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false
        throw error
      },
    )
    if (taken) return
    const seen = await readHolder(path)
    if (seen && !(await isAlive(seen.holder))) await breakLock(path, seen.text)
    else if (waited >= PATIENCE_MS) {
      throw new CannotStart(
        `${path} has been held by process ${seen?.holder.pid} for two minutes: stop that process, or remove the file if it is no node of ours.`,
      )
    } else await wait(RETRY_MS)
  }
}

/** Moves the dead lock aside. If somebody broke it before us and we moved their new one, it is put back. */
async function breakLock(path: string, seen: string) {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  if ((await readFile(aside, 'utf8')) !== seen) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

async function readHolder(path: string): Promise<{ holder: Holder; text: string } | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : { holder: JSON.parse(text), text }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return (await birthOf(holder.pid)) === holder.born
}

/** Tells a process from a later one with the same pid; empty where the system does not say. */
async function birthOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Fields are counted after the name, which may hold spaces and brackets; the 22nd is the start time.
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return afterName[0] === 'Z' ? 'dead' : (afterName[19] ?? '')
}
