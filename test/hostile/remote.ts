import { stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import type { Target } from './target.ts'
import { openTicketOffice } from './ticket-office.ts'

/** The demo's shop, for a server that has it. */
const STORE = 'annai-maligai'

/**
 * A server somewhere. With `tickets`, a command that gives them (`ticket-office.ts`); without, its sockets are open. Each
 * attack has people of its own, `victim-1`, `mallory-1`, `outsider-1` and so on: the first two may write the stock drafts
 * of `store`, the third may not. What it costs the server cannot be seen from here, nor what files it writes.
 */
export function remoteServer(
  url: string,
  { tickets, store = STORE }: { tickets?: string | undefined; store?: string | undefined },
): Target {
  const office = tickets === undefined ? undefined : openTicketOffice(tickets)
  let casts = 0
  let documents = Date.now()
  const person = (name: string) => ({
    name,
    async url() {
      if (!office) return url
      const address = new URL(url)
      address.searchParams.set('ticket', await office.ticket(name))
      return address.href
    },
  })
  return {
    name: url,
    hasTickets: office !== undefined,
    async cast() {
      casts += 1
      return {
        victim: person(`victim-${casts}`),
        mallory: person(`mallory-${casts}`),
        outsider: person(`outsider-${casts}`),
        about: stockDraftAbout(store, ++documents),
      }
    },
    isAlive: () => true,
    revive: async () => false,
    close: async () => office?.close(),
  }
}
