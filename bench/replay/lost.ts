import type { History } from '../../test/laws/history.ts'
import type { ShownDocument } from '../../test/laws/rows.ts'

/**
 * Changes that should be on the server and are not: heads that a device was told are held there, at any time of any of
 * its lives, and heads that a device shows at the end.
 */
export function lostChanges(
  { history, shown }: { history: History; shown: readonly ShownDocument[] },
  stored: ReadonlySet<string>,
): Set<string> {
  const acked = history.flatMap((event) =>
    event.f === 'acked' && event.type === 'ok' ? event.heads : [],
  )
  const all = [...acked, ...shown.flatMap(({ heads }) => heads)]
  return new Set(all.filter((head) => !stored.has(head)))
}
