import wasmUrl from '@automerge/automerge/automerge.wasm?url'
import { createSignal } from 'solid-js'
import { type Replica, VISITOR } from '../../engine/replica/index.ts'
import type { Ticket } from '../../engine/replica/line.ts'
import { forgetWeb, openWebReplica } from '../../engine/replica/web.ts'
import { sorts } from '../../schema/documents/all.ts'
import { userLane } from '../../schema/lanes.ts'
import { type Answer, call, type SignedIn } from './api.ts'
import {
  deviceId,
  leavingPerson,
  onSomeoneElse,
  type Someone,
  setArea,
  setLeaving,
  setSomeone,
  someone,
} from './prefs.ts'
import { keepSealKey } from './seal.ts'
import { freeCartNumbers } from './visitor.ts'

/** A token is renewed this long before it ends, in milliseconds. */
const RENEW_MS = 60_000

/** What a visitor told this phone that a person goes on with, unless they have their own. */
const CARRIED = ['opened-shops', 'nearby', 'address', 'tell-me']

const [replica, setReplica] = createSignal<Replica>()
/** The device of whoever uses this browser now: a person's, or a visitor's. */
export const here = replica

let access: { token: string; expiresAt: number } | undefined
let renewing: Promise<Answer<SignedIn>> | undefined

/** Opens the database of the person who used this browser last, or the visitor's. Works without a network. */
export async function begin(): Promise<void> {
  // A tab that was to forget somebody may have been closed over it.
  const left = leavingPerson()
  if (left !== undefined) await forget(left)
  const who = () => someone()?.id ?? VISITOR
  const opening = who()
  // All tabs of this browser are one person's: who signs in or out in another tab does so here too, also while this one
  // opens.
  onSomeoneElse(() => {
    if ((here()?.person ?? opening) !== who()) location.reload()
  })
  setReplica(await open(opening))
}

const open = (person: string, readdress?: Parameters<typeof openWebReplica>[0]['readdress']) =>
  openWebReplica({
    person,
    device: deviceId(),
    sorts,
    onLost: () => location.reload(),
    isMine: (by) => by === 'customer',
    ...(person !== VISITOR && { ownLane: userLane(person), ticket, wasmUrl }),
    ...(readdress && { readdress }),
  })

/** A valid access token, renewed by the refresh cookie when it is about to end. */
export async function token(): Promise<Answer<string>> {
  const who = someone()
  if (!who) return { ok: false, refusal: { code: 'visitor', params: {} } }
  if (access && access.expiresAt - RENEW_MS > Date.now()) return { ok: true, value: access.token }
  renewing ??= call<SignedIn>('/api/auth/refresh', { method: 'POST', body: { person: who.id } })
  const renewed = await renewing
  renewing = undefined
  if (!renewed.ok) return renewed
  access = { token: renewed.value.accessToken, expiresAt: renewed.value.expiresAt }
  return { ok: true, value: access.token }
}

/** A one-time ticket for the socket. No answer rejects, so that it is tried again; a no is told to the pill. */
async function ticket(): Promise<Ticket> {
  const answer = await callSigned<{ ticket: string }>('/api/sync/ticket', { method: 'POST' })
  if (answer.ok) return { ticket: answer.value.ticket }
  const { code, params } = answer.refusal
  switch (code) {
    case 'session-expired':
    case 'not-signed-in':
    case 'person-mismatch':
      return { no: 'expired' }
    case 'session-revoked':
      return { no: 'revoked' }
    case 'suspended':
      return { no: 'suspended' }
    case 'protocol-too-old':
      return { no: 'update', least: Number(params.least ?? 0) }
    default:
      throw new Error(`no ticket: ${code}`)
  }
}

/** A request in the person's name. */
export async function callSigned<Value>(
  path: string,
  options: { method?: string; body?: unknown } = {},
): Promise<Answer<Value>> {
  const valid = await token()
  return valid.ok ? call<Value>(path, { ...options, token: valid.value }) : valid
}

/**
 * From visitor to person: the visitor's carts move into the person's database under numbers that are still free, then
 * the person's device opens.
 */
export async function enter({ accessToken, expiresAt, person }: SignedIn): Promise<void> {
  access = { token: accessToken, expiresAt }
  const { id, phone, name } = person
  const who: Someone = name === undefined ? { id, phone } : { id, phone, name }
  const numbers = await freeCartNumbers(id, accessToken)
  const before = here()
  // Only a visitor goes along: somebody whose session ended here keeps what is theirs.
  const visitor = before?.person === VISITOR ? before : undefined
  const kept = await Promise.all(
    CARRIED.map(async (key) => [key, await visitor?.kv.get(key)] as const),
  )
  await before?.close()
  const opened = await open(id, (about) =>
    about.sort === 'cart'
      ? { ...about, customer: id, number: Number(about.number) + numbers(String(about.store)) }
      : about,
  )
  await keepSealKey(opened, person.sealKey)
  for (const [key, value] of kept) {
    if (value !== undefined && (await opened.kv.get(key)) === undefined) {
      await opened.kv.set(key, value)
    }
  }
  setSomeone(who)
  setReplica(opened)
}

/**
 * Leaves this browser: tells the server if it can, forgets the person, and begins anew, so that no memory of this page
 * is left either. What was not sent is gone: the caller has asked.
 */
export async function leave(): Promise<void> {
  const gone = here()
  // First it is written down that they are to be forgotten: from here on no tab opens their database again, and none
  // asks the server for what it no longer may.
  setLeaving(gone?.person)
  setSomeone(undefined)
  setArea(undefined)
  const told = call('/api/auth/signout', { method: 'POST', ...(access && { token: access.token }) })
  setReplica(undefined)
  await gone?.close()
  await told
  if (gone) await forget(gone.person)
  location.replace('/')
}

/** Deletes what this browser holds of a person, and of the visitor they were before. */
async function forget(person: string): Promise<void> {
  await forgetWeb(VISITOR, () => {})
  await forgetWeb(person, () => {})
  for (const name of await caches.keys()) {
    if (name.startsWith('haat-reference')) await caches.delete(name)
  }
  setLeaving(undefined)
}
