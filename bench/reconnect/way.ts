import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import type { Marks, Stage } from '../replay/device/marks.ts'

/** What the server knows of one person's way: its change was about to be stored, its batch was taken, and committed. */
export type ServerMarks = { stored: number; taken: number; committed?: number }
export type Way = Marks & Partial<ServerMarks>

type Place = Stage | keyof ServerMarks
/** A leg of the way: from where to where, and what happens meanwhile. */
export const legs: readonly { from: Place; to: Place; what: string }[] = [
  { from: 'begun', to: 'ticket', what: 'a ticket, over HTTP' },
  { from: 'ticket', to: 'open', what: 'the socket opens, the ticket is used up' },
  { from: 'open', to: 'peer', what: 'join and its answer' },
  { from: 'peer', to: 'said', what: 'the ask enters its document, strictly; first message' },
  { from: 'said', to: 'changes', what: 'the changes leave' },
  { from: 'changes', to: 'stored', what: 'guard, shard: ready to be stored' },
  { from: 'changes', to: 'acked', what: 'the durable acknowledgement (beside what follows)' },
  { from: 'stored', to: 'taken', what: 'commit with the pending row; a batch takes it' },
  { from: 'taken', to: 'committed', what: 'the batch: load, decide, write, commit' },
  { from: 'committed', to: 'fact', what: 'the fact reaches the device' },
  { from: 'fact', to: 'shown', what: 'folded, stored, shown' },
]

/** By author: times in ms since 1970, from the rows and from the server's log. */
export async function serverMarks(
  pool: pg.Pool,
  { log, intents }: { log: string; intents: readonly string[] },
): Promise<Map<string, ServerMarks>> {
  const { rows } = await pool.query<{ intent: string; author: string; at: Date; stored: Date }>(
    `SELECT o.intent, o.author, o.at, max(c.at) AS stored
       FROM outcomes o JOIN changes c ON c.person = o.author AND c.at <= o.at
      WHERE o.intent = ANY ($1::uuid[]) GROUP BY o.intent, o.author, o.at`,
    [intents],
  )
  const committed = commitsIn(await readFile(log, 'utf8'))
  return new Map(
    rows.map(({ intent, author, at, stored }) => {
      const moment = committed.get(`user:${author}`)
      const marks = { stored: stored.getTime(), taken: at.getTime() }
      return [intent, moment === undefined ? marks : { ...marks, committed: moment }]
    }),
  )
}

/** When the newest fact of each lane was committed, as the server logged it. */
function commitsIn(log: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const line of log.split('\n')) {
    if (!line.includes('a batch was decided')) continue
    const { time, heads } = JSON.parse(line) as { time: number; heads: [string, number][] }
    for (const [lane] of heads) found.set(lane, time)
  }
  return found
}
