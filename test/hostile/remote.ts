import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import type { Target } from './target.ts'

/**
 * A server somewhere. With `ticket`, a command that prints a ticket for the person named in its last argument (the
 * store of a `stock-draft` they may write is in `HAAT_STORE`); without, its sockets are open.
 */
export function remoteServer(url: string, ticket?: string): Target {
  let documents = Date.now()
  const person = (name: string) => ({
    name,
    url: async () => {
      if (!ticket) return url
      const { stdout } = await promisify(execFile)('sh', ['-c', `${ticket} ${name}`])
      return `${url}?ticket=${encodeURIComponent(stdout.trim())}`
    },
  })
  return {
    name: url,
    hasTickets: ticket !== undefined,
    cast: async () => ({
      victim: person('victim'),
      mallory: person('mallory'),
      outsider: person('outsider'),
      about: stockDraftAbout(process.env.HAAT_STORE ?? randomUUID(), ++documents),
    }),
    isAlive: () => true,
    revive: async () => false,
    close: async () => undefined,
  }
}
