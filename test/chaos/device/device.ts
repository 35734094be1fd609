import { openGate } from '../../../bench/replay/device/gate.ts'
import type { Session } from '../../../bench/replay/device/sign-in.ts'
import { limits } from '../../../engine/host/index.ts'
import { readSyncMessage } from '../../../engine/host/sync-message.ts'
import { canonical } from '../../../engine/model/canonical.ts'
import { realEnv } from '../../../engine/model/real-env.ts'
import * as documents from '../../../engine/replica/documents.ts'
import type { ServerFrame } from '../../../engine/replica/frames.ts'
import * as line from '../../../engine/replica/line.ts'
import { openReplica } from '../../../engine/replica/open.ts'
import { openSqlite } from '../../../engine/replica/storage/sqlite.ts'
import { sorts } from '../../../schema/documents/all.ts'
import { type CartAbout, cart } from '../../../schema/documents/cart.ts'
import { userLane } from '../../../schema/lanes.ts'
import { finalStep } from '../../kit/final-step.ts'
import type { Clock, Step } from '../../laws/history.ts'
import type { ShownDocument } from '../../laws/rows.ts'

const ignore = () => undefined

/**
 * One customer's device: the product's own replica on a SQLite file, which writes into the history whatever it is told
 * and shows. Its name in the history is the same in all its lives: a crash must not make it forget.
 */
export async function openDevice({
  server,
  file,
  session,
  note,
  did,
}: {
  server: string
  file: string
  session: Session
  note(step: Step): number
  /** An operation is done. */
  did(): void
}) {
  const { person } = session
  const ownLane = userLane(person)
  const watch = { ticket: ignore, opened: ignore, sent: ignore, heard }
  const gate = openGate(server, session.accessToken, watch)
  gate.open()
  const replica = await openReplica({
    ...{ env: realEnv(), person, device: session.device, sorts, ownLane },
    store: await openSqlite(file),
    documents: { load: async () => documents },
    uplink: { load: async () => line, dial: gate.dial, ticket: gate.ticket },
  })
  /** Every cart that this device ever touched, by id. */
  const carts = new Map<string, CartAbout>()
  for (const { id, about } of replica.documents('cart')) carts.set(id, about as CartAbout)
  const told = new Set<string>()
  const lastHeads = new Map<string, string>()
  let through = 0

  function heard(frame: ServerFrame | undefined): void {
    if (frame?.type === 'sync' && frame.data) {
      const message = readSyncMessage(frame.data, limits)
      if (typeof message === 'string' || message.heads.length === 0) return
      const heads = message.heads.join()
      if (lastHeads.get(frame.documentId) === heads) return
      lastHeads.set(frame.documentId, heads)
      note({ type: 'ok', f: 'acked', doc: frame.documentId, heads: message.heads })
    }
    if (frame?.type !== 'facts' || frame.lane !== ownLane) return
    const { lane, from, compacted } = frame
    const facts = frame.facts.map(({ seq, key, value }): [number, string, string] => [
      seq,
      key,
      canonical(value),
    ])
    note({ type: 'ok', f: 'fact', lane, from, through: frame.through, compacted, facts })
  }

  const hear = (id: string) => {
    const item = replica.item(id)
    if (!item || item.step === 'saved' || item.step === 'sent' || told.has(id)) return
    const fact = replica.lane(ownLane).get(`intent/${id}`)
    if (!fact) return
    told.add(id)
    note({ type: 'ok', f: 'told', intent: id, outcome: canonical(fact.value) })
  }
  for (const { id } of replica.items()) hear(id)
  replica.on((change) => {
    if (change.what === 'items') for (const id of change.ids) hear(id)
    if (change.what === 'lane' && change.lane === ownLane) {
      const now = replica.lane(ownLane).through
      if (now <= through) return
      through = now
      note({ type: 'ok', f: 'read', lane: ownLane, through })
      did()
    }
    if (change.what !== 'document' || !carts.has(change.id)) return
    const clock = clockOf(change.id)
    if (Object.keys(clock).length > 0) note({ type: 'ok', f: 'read', doc: change.id, clock })
  })

  const open = (about: CartAbout) => {
    const ref = replica.document(cart, about)
    carts.set(ref.id, about)
    return ref
  }
  const refOf = (id: string) => replica.document(cart, carts.get(id) as CartAbout)
  /** Carts carry in their notes how often each device has signed them: what a reader has seen of whom. */
  function clockOf(id: string): Clock {
    const notes = Object.entries(refOf(id).plain().notes)
    return Object.fromEntries(notes.map(([writer, count]) => [writer, Number(String(count))]))
  }

  return {
    person,
    replica,
    open,
    clockOf,
    openAll(): void {
      for (const id of carts.keys()) refOf(id)
    },
    through: () => ({ [ownLane]: replica.lane(ownLane).through }),
    shown: (): ShownDocument[] =>
      [...carts.keys()].map(refOf).flatMap((ref) =>
        ref.exists()
          ? [
              {
                at: session.device,
                doc: ref.id,
                heads: [...ref.heads()],
                shown: canonical(ref.plain()),
              },
            ]
          : [],
      ),
    lastWords(): void {
      note(finalStep(replica, [ownLane]))
    },
  }
}
export type Device = Awaited<ReturnType<typeof openDevice>>
