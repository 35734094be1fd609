import { setTimeout as pause } from 'node:timers/promises'
import { openCrew } from '../crew.ts'
import type { Contender } from './contender.ts'
import type { Edits, Order, Report } from './messages.ts'

/** Before and after, so that what comes late (a file, a row, a collection) is counted where it belongs. */
const CALM_MS = 2_500

export type Sizes = Edits & { documents: number; peers: number }

/** What one contender took in one round. */
export type Taken = {
  /** Microseconds of CPU for each accepted change. */
  server: number
  database?: number
  accepted: number
  delivered: number
  wallMs: number
  p50Ms: number
  p99Ms: number
}

/** One contender with new documents: everything must reach everybody, or it rejects. */
export async function playRound(
  contender: Contender,
  { documents, peers, ...edits }: Sizes,
  log: string,
): Promise<Taken> {
  const planned = await contender.plan(documents, peers)
  const crew = openCrew<Order, Report>(contender.devices, log)
  try {
    crew.order({ do: 'open', documents: planned, edits })
    await crew.hear('open')
    await pause(CALM_MS)
    const before = contender.cpu()
    crew.order({ do: 'edit' })
    const { say: _, ...edited } = await crew.hear('edited')
    await pause(CALM_MS)
    const after = contender.cpu()
    const accepted = documents * peers * edits.changes
    if (edited.delivered !== accepted * (peers - 1))
      throw new Error(`${contender.name}: ${edited.delivered} of ${accepted * (peers - 1)} came`)
    const each = (seconds: number) => (seconds * 1e6) / accepted
    return {
      server: each(after.server - before.server),
      ...(after.database !== undefined && {
        database: each(after.database - (before.database ?? 0)),
      }),
      accepted,
      ...edited,
    }
  } finally {
    await crew.leave()
  }
}
