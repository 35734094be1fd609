import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { idOf } from '../ids.ts'

export type Session = { person: string; device: string; accessToken(): Promise<string> }

/** A token is renewed well before its quarter of an hour is over. */
const FRESH_MS = 10 * 60_000
/** Between tries while the server is away. */
const AGAIN_MS = 300
/** A request that a broken network swallowed is given up after this. */
const ANSWER_MS = 10_000

type Kept = { person: string; token: string; at: number }

/** Signs a device in by phone and code, and keeps the session in `file`, so that a reopened device is still signed in. */
export async function signIn({
  server,
  seed,
  person,
  device,
  file,
}: {
  server: string
  seed: number
  person: number
  device: number
  file: string
}): Promise<Session> {
  const id = idOf(seed, 'device', device)
  const phone = `+9170${String(person).padStart(8, '0')}`
  let kept = read(file)
  const renew = async (): Promise<Kept> => {
    const { code } = (await post(server, '/api/auth/otp', { phone })) as { code: string }
    const label = `device ${device}`
    const signed = (await post(server, '/api/auth/verify', {
      phone,
      code,
      device: { id, label },
    })) as { accessToken: string; person: { id: string } }
    const session = { person: signed.person.id, token: signed.accessToken, at: Date.now() }
    writeFileSync(file, JSON.stringify(session))
    return session
  }
  while (!kept) {
    kept = await renew().catch(() => undefined)
    if (!kept) await pause(AGAIN_MS)
  }
  const { person: own } = kept
  return {
    person: own,
    device: id,
    async accessToken() {
      if (!kept || Date.now() - kept.at > FRESH_MS) kept = await renew()
      return kept.token
    },
  }
}

function read(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept
  } catch {
    // Never signed in, or killed while writing: it signs in anew.
    return undefined
  }
}

async function post(server: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${server}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  const said = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${said}`)
  return JSON.parse(said)
}
