import '@automerge/automerge'
import { randomInt, randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { openNodeReplica } from '../../engine/replica/node.ts'
import { setMembershipShape } from '../../intents/set-membership/shape.ts'
import { sorts } from '../../schema/documents/all.ts'
import { requests, requestsAbout } from '../../schema/documents/requests.ts'
import { storeLane, userLane } from '../../schema/lanes.ts'
import { demoPeople } from '../../server/demo/people.ts'
import { type SignedInDevice, signInAt } from '../kit/api.ts'
import { until } from '../kit/until.ts'

/**
 * `tsx test/hostile/demo-tickets.ts URL [STORE]`: tickets of a running demo for `npm run hostile -- --url … --ticket …`.
 * Each line of input is a name. Who has not been seen signs in with a new number; the shop's owner takes victims and
 * mallories into the staff, as owners do.
 */
const [url = 'http://localhost:8787', store = 'annai-maligai'] = process.argv.slice(2)
const scope = storeLane(store) as `store:${string}`
const [owner] = demoPeople.filter(({ roles }) =>
  roles.some((held) => held.scope === scope && held.role === 'owner'),
)
if (!owner) throw new Error(`nobody owns ${store} in the demo`)

/** A token is renewed well before its quarter of an hour is over. */
const FRESH_MS = 8 * 60_000

type Guest = { person: string; device: string; signedIn(): Promise<SignedInDevice> }
const known = new Map<string, Promise<Guest>>()
let next = 9_820_000_000 + randomInt(10_000_000)

const shopkeeper = await guest(owner.phone)
const { person, device } = shopkeeper
const replica = await openNodeReplica({
  ...{ file: ':memory:', server: url, sorts, person, device, ownLane: userLane(person) },
  accessToken: async () => (await shopkeeper.signedIn()).accessToken,
})

async function guest(phone: string): Promise<Guest> {
  const held = { id: randomUUID(), label: 'an attack' }
  let signed = await signInAt(url, phone, held)
  let at = Date.now()
  return {
    ...{ person: signed.person, device: signed.device },
    async signedIn() {
      if (Date.now() - at > FRESH_MS) {
        signed = await signInAt(url, phone, held)
        at = Date.now()
      }
      return signed
    },
  }
}

async function arrive(name: string): Promise<Guest> {
  const who = await guest(`+91${next++}`)
  if (name.startsWith('outsider')) return who
  const body = { scope, person: who.person, role: 'staff' as const, do: 'grant' as const }
  const { id } = await replica
    .document(requests, requestsAbout(person))
    .ask(setMembershipShape, body)
  await until(`${name} is staff`, () => replica.item(id)?.step === 'accepted')
  return who
}

for await (const name of createInterface({ input: process.stdin })) {
  const arrived = known.get(name) ?? arrive(name)
  known.set(name, arrived)
  const signed = await (await arrived).signedIn()
  process.stdout.write(`${await signed.ticket()}\n`)
}
await replica.close()
process.exit()
