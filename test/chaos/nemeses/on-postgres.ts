import type { Loss } from '../../kit/proxy.ts'
import { last, type Nemesis, type World } from '../nemesis.ts'

const LOOK_MS = 100
/** A COMMIT to lose the reply of comes by within this, or there was nothing to lose. */
const COMMIT_MS = 4_000
/** A transaction that had failed already is answered with ROLLBACK, and that is lost too. */
const COMMIT: Loss = { sent: 'COMMIT\0', reply: /(COMMIT|ROLLBACK)\0/ }

/** `pg_ctl stop -m fast` or `-m immediate`, which is a crash; whoever watches over it starts it again at once. */
export const restartPostgres: Nemesis = {
  everyMs: 45_000,
  async strike({ dice, postmaster, query, heal }) {
    const before = await postmaster()
    if (before === undefined) return false
    process.kill(before, dice.below(2) === 0 ? 'SIGINT' : 'SIGQUIT')
    for (;;) {
      const now = await postmaster()
      if (now !== undefined && now !== before && (await query('SELECT 1'))) return true
      await last(LOOK_MS, { heal: new AbortController().signal })
      if (heal.aborted && now === before) return false
    }
  },
}

const terminate = async ({ query }: World, application: string): Promise<boolean> => {
  const rows = await query(
    `SELECT pg_terminate_backend(pid) AS gone FROM
       (SELECT pid FROM pg_stat_activity WHERE application_name = '${application}'
         ORDER BY (state <> 'idle') DESC, random() LIMIT 1) AS one`,
  )
  return rows?.[0]?.gone === true
}

/** `pg_terminate_backend` of one connection, rather one that is in the middle of something. */
export const killBackend: Nemesis = { everyMs: 6_000, strike: (world) => terminate(world, 'haat') }

/** The connection over which a node hears of the others is gone: until it is back they only poll. */
export const busLoss: Nemesis = { everyMs: 12_000, strike: (world) => terminate(world, 'haat-bus') }

/** COMMIT arrives and is done, and nobody hears so. */
export const lostReply: Nemesis = {
  everyMs: 5_000,
  async strike(world) {
    const way = world.ways[world.dice.below(world.ways.length)]
    if (!way) return false
    const before = way.lost()
    way.loseNext(COMMIT)
    for (let waited = 0; waited < COMMIT_MS && !world.heal.aborted; waited += LOOK_MS) {
      if (way.lost() > before) return true
      await last(LOOK_MS, world)
    }
    way.loseNext(undefined)
    return way.lost() > before
  },
}
