import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotStart } from '../cannot-start.ts'
import type { Place } from './place.ts'
import { runProgram } from './run-program.ts'

/** The superuser of the embedded cluster, and the name of its database. */
export const clusterUser = 'haat'

/** Makes the cluster unless it exists. It appears under its name only when whole: a crash leaves nothing half-made. */
export async function makeCluster(
  place: Place,
  passwordFile: string,
): Promise<{ password: string }> {
  const data = join(place.dir, 'data')
  if (existsSync(data)) return { password: await readPassword(passwordFile) }
  const password = randomBytes(24).toString('base64url')
  await writeFile(passwordFile, password, { mode: 0o600 })
  const half = join(place.dir, `data.${randomUUID()}`)
  const told = join(place.dir, `password.${randomUUID()}`)
  try {
    await writeFile(told, password, { mode: 0o600 })
    if (place.account) await chown(told, place.account.uid, place.account.gid)
    const made = await runProgram(place, 'initdb', [
      `--pgdata=${half}`,
      `--username=${clusterUser}`,
      `--pwfile=${told}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Postgres's own C.UTF-8: sorts bytewise, as lanes and keys do, and asks nothing of the machine's locales.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ])
    if (made.code !== 0) {
      throw new CannotStart(`initdb could not make ${data}: ${oneLine(made.output)}`)
    }
    await appendFile(join(half, 'postgresql.conf'), "\ninclude_if_exists 'haat.conf'\n")
    await rename(half, data)
  } finally {
    await rm(told, { force: true })
    await rm(half, { recursive: true, force: true })
  }
  return { password }
}

async function readPassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CannotStart(
      `${file} cannot be read, and without it nobody can enter the database beside it: bring it back, or move HAAT_DATA away to begin anew.`,
      { cause },
    )
  }
}

export const oneLine = (output: string) => output.split('\n').filter(Boolean).slice(-3).join(' ')
