import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { DeviceProcesses } from './device-processes.ts'
import { askId } from './ids.ts'
import { priceChanges, reprice } from './opening.ts'
import type { Plan } from './plan.ts'
import type { Tally } from './tally.ts'

/** No answer to anybody for this long means that the run is stuck. */
export const STUCK_MS = 180_000
const LOOK_MS = 100

/**
 * Round after round: all devices offline fill and ask; meanwhile prices move; then they come back and stay until every
 * checkout of the round has its answer on the device that asked. Gives how many checkouts were still unanswered.
 */
export async function playRounds({
  pool,
  store,
  plan,
  seed,
  devices,
  tally,
  broken,
}: {
  pool: pg.Pool
  store: string
  plan: Plan
  seed: number
  devices: DeviceProcesses
  tally: Tally
  broken: AbortSignal
}): Promise<void> {
  for (let round = 0; round < plan.skus.length; round++) {
    devices.tell({ do: 'offline' })
    await devices.compose(round)
    const changes = priceChanges(plan.skus[round] ?? [], seed + round)
    const node = { pool, wake: () => undefined }
    await reprice(node, { store, changes, cause: `prices/${round}` })
    devices.tell({ do: 'online', round, at: Date.now() })
    const asked = plan.devices.flatMap(({ device, rounds }) =>
      (rounds[round] ?? []).map((cart) => askId(seed, device, cart.number)),
    )
    await answered(asked, { tally, broken })
  }
}

/** Until these, and what was asked because of them, have their answers. */
async function answered(
  asked: readonly string[],
  { tally, broken }: { tally: Tally; broken: AbortSignal },
): Promise<void> {
  let since = Date.now()
  let seen = tally.answered()
  let open = asked
  for (;;) {
    broken.throwIfAborted()
    open = open.filter((intent) => !tally.isAnswered(intent))
    if (open.length === 0 && tally.pending() === 0) return
    if (tally.answered() !== seen) {
      seen = tally.answered()
      since = Date.now()
    }
    if (Date.now() - since > STUCK_MS) return
    await pause(LOOK_MS)
  }
}
