import { canonical } from '../../../engine/model/canonical.ts'
import { realEnv } from '../../../engine/model/real-env.ts'
import * as documents from '../../../engine/replica/documents.ts'
import type { Item } from '../../../engine/replica/items.ts'
import * as line from '../../../engine/replica/line.ts'
import { openReplica } from '../../../engine/replica/open.ts'
import { openSqlite } from '../../../engine/replica/storage/sqlite.ts'
import { checkoutShape } from '../../../intents/checkout/shape.ts'
import { sorts } from '../../../schema/documents/all.ts'
import { cart, cartAbout } from '../../../schema/documents/cart.ts'
import { userLane } from '../../../schema/lanes.ts'
import { finalStep } from '../../../test/kit/final-step.ts'
import type { Step } from '../../../test/laws/history.ts'
import type { ShownDocument } from '../../../test/laws/rows.ts'
import { agreeId, askId } from '../ids.ts'
import type { Report } from '../messages.ts'
import type { CartPlan, DevicePlan } from '../plan.ts'
import { openAcked } from './acked.ts'
import { fillCart } from './fill-cart.ts'
import { openGate } from './gate.ts'
import { openMarks } from './marks.ts'
import type { Shelf } from './shelf.ts'
import type { Session } from './sign-in.ts'

/** What a device says of itself once the server has answered; a slow network is one too. */
const CONNECTED = new Set<string>(['live', 'weak', 'sending', 'catching-up'])

/** One headless customer on one device: the product's own replica on a SQLite file of its own. */
export async function openShopper({
  plan,
  seed,
  store,
  link,
  file,
  session,
  note,
  report,
}: {
  plan: DevicePlan
  seed: number
  store: string
  link: string
  file: string
  session: Session
  note(step: Step): number
  report(report: Report): void
}) {
  const { person } = session
  const ownLane = userLane(person)
  const marks = openMarks()
  const database = await openSqlite(file)
  const acked = openAcked(database)
  const gate = openGate(link, session.accessToken, {
    ...marks,
    heard(frame) {
      acked.heard(frame)
      marks.heard(frame)
    },
  })
  const replica = await openReplica({
    env: realEnv(),
    person,
    device: session.device,
    store: database,
    sorts,
    ownLane,
    documents: { load: async () => documents },
    uplink: { load: async () => line, dial: gate.dial, ticket: gate.ticket },
  })
  const carts = new Map(plan.rounds.flat().map((each) => [documentOf(each).id, each] as const))
  const roundOf = new Map(
    plan.rounds.flatMap((each, round) =>
      each.map(({ number }) => [askId(seed, plan.device, number), round] as const),
    ),
  )
  const asked = new Set<string>()
  const told = new Set<string>()
  let online: { round: number; at: number } | undefined

  function documentOf({ number }: CartPlan) {
    return replica.document(cart, cartAbout(person, store, number))
  }

  const hear = (item: Item) => {
    const isOwn = item.body !== undefined
    if (isOwn && !asked.has(item.id)) {
      asked.add(item.id)
      report({ say: 'asked', intent: item.id })
    }
    if (item.step === 'saved' || item.step === 'sent' || told.has(item.id)) return
    const fact = replica.lane(ownLane).get(`intent/${item.id}`)
    if (!fact) return
    told.add(item.id)
    note({ type: 'ok', f: 'told', intent: item.id, outcome: canonical(fact.value) })
    if (!isOwn) return
    const ms = online && roundOf.get(item.id) === online.round ? Date.now() - online.at : undefined
    report({
      say: 'told',
      intent: item.id,
      verdict: item.step,
      code: codeOf(item),
      ...(ms !== undefined && { ms }),
      marks: marks.shown(),
    })
    if (item.step === 'review') agree(item).catch(report_broken)
  }
  const report_broken = (error: unknown) => {
    throw error
  }

  /** Half of the authors take what they are offered instead; it holds nothing, so it may be too late. */
  const agree = async (item: Item & { step: 'review' }) => {
    const planned = carts.get(item.document)
    const id = agreeId(seed, plan.device, item.id)
    if (!planned?.agrees || !item.offer || !roundOf.has(item.id) || replica.item(id)) return
    const of = note({ type: 'invoke', f: 'ask', intent: id, kind: 'checkout', doc: item.document })
    const until = replica.serverNow() + 3_600_000
    const body = item.offer as never
    await documentOf(planned).ask(checkoutShape, body, { id, until, answers: item.id })
    note({ type: 'ok', f: 'ask', of })
  }

  replica.on((change) => {
    if (change.what !== 'items') return
    for (const id of change.ids) {
      const item = replica.item(id)
      if (item) hear(item)
    }
  })
  for (const item of replica.items()) hear(item)

  return {
    /** Online until the server has answered once, however slow the network is, and off again. */
    async greet(): Promise<void> {
      gate.open()
      replica.sendNow()
      await new Promise<void>((resolve) => {
        const stop = replica.on(() => {
          if (!CONNECTED.has(replica.status().at)) return
          stop()
          resolve()
        })
      })
      gate.close()
    },
    /** Fills and asks this round's carts, but for what was done before it was killed. */
    async compose(round: number, shelf: Shelf): Promise<void> {
      for (const planned of plan.rounds[round] ?? []) {
        const id = askId(seed, plan.device, planned.number)
        if (replica.item(id)) continue
        const ref = documentOf(planned)
        const consent = await fillCart(ref, planned, {
          ...{ seed, device: plan.device, shelf, now: replica.serverNow() },
        })
        const of = note({ type: 'invoke', f: 'ask', intent: id, kind: 'checkout', doc: ref.id })
        await ref.ask(checkoutShape, consent.body, { id, until: consent.until })
        note({ type: 'ok', f: 'ask', of })
      }
    },
    /** `at` is when its network came back; answers are timed from there. */
    comeBack(round: number, at: number): void {
      online = { round, at }
      marks.begin()
      gate.open()
      replica.sendNow()
    },
    leave(): void {
      online = undefined
      gate.close()
    },
    asksIn: (round: number) => (plan.rounds[round] ?? []).length > 0,
    waiting: () => replica.waiting().length,
    through: () => ({ [ownLane]: replica.lane(ownLane).through }),
    shown: (): ShownDocument[] =>
      [...carts.values()].map(documentOf).flatMap((ref) =>
        ref.exists()
          ? [
              {
                at: `d${plan.device}`,
                doc: ref.id,
                heads: [...ref.heads()],
                shown: canonical(ref.plain()),
              },
            ]
          : [],
      ),
    async lastWords(): Promise<void> {
      for (const { doc, heads } of await acked.all()) note({ type: 'ok', f: 'acked', doc, heads })
      note(finalStep(replica, [ownLane]))
    },
    close: () => replica.close(),
  }
}
export type Shopper = Awaited<ReturnType<typeof openShopper>>

function codeOf(item: Item): string {
  if (item.step === 'refused') return item.reason.code
  return item.step === 'review' ? (item.problems[0]?.code ?? 'unknown') : ''
}
