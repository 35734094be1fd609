import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { migrate } from '../../server/postgres/migrate.ts'
import { addTallies } from '../kit/add-tallies.ts'
import { runOrders } from '../kit/crew.ts'
import { progress } from '../kit/progress.ts'
import { points } from './points.ts'
import { deathsIn, type KillOrder, type KillTally, noKills } from './tally.ts'

/**
 * `npm run kills -- [--times N] [--rounds N] [--jobs N] [--seed S] [--json FILE]`: SIGKILL of a real server `times` times
 * under load, of a shard as often, and `rounds` times at every fault point of a checkout. Markets stand side by side on one
 * Postgres, each with a server, a database and writers of its own; the seed draws the moments, as far as machines are alike.
 * Ends with exit code 1 if anything that was acknowledged is lost, or anything is answered twice or never.
 */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e6)) },
    json: { type: 'string' },
  },
})
const whole = (name: 'times' | 'rounds' | 'jobs' | 'seed'): number => {
  const number = Number(values[name])
  if (Number.isSafeInteger(number) && number >= 0) return number
  process.stderr.write(`--${name} must be a whole number, not ${values[name]}\n`)
  process.exit(2)
}

/** Deaths of each sort in one market: then what was acknowledged there is looked for. */
const PIECE = 20
/** A market in which work stands still has failed long before. */
const MARKET_MS = 20 * 60_000

const say = (line: string) => process.stdout.write(`${line}\n`)
const times = whole('times')
const seed = whole('seed')
say(`seed ${seed}`)
const began = performance.now()
const home = await mkdtemp(join(tmpdir(), 'haat-kills-postgres-'))
const embedded = await openEmbedded({ home, say: () => undefined })
const admin = new pg.Client({ connectionString: embedded.url })
await admin.connect()

const orders: KillOrder[] = []
for (let round = 0; round < whole('rounds'); round++)
  orders.push({ database: await newDatabase(), do: 'points' })
for (let left = times; left > 0; left -= PIECE) {
  const each = Math.min(PIECE, left)
  orders.push({
    ...{ database: await newDatabase(), do: 'load' as const },
    ...{ deaths: { server: each, shard: each }, seed: seed + orders.length },
  })
}

let tally = noKills()
const bar = progress('deaths', 2 * times + points.length * whole('rounds'))
await runOrders<KillOrder, KillTally>(orders, {
  program: new URL('market.ts', import.meta.url),
  ...{ jobs: Math.max(1, whole('jobs')), ordersEach: 1, orderMs: MARKET_MS },
  told(_, result) {
    tally = addTallies(tally, result)
    bar.at(deathsIn(tally), `${tally.acknowledged} changes acknowledged`)
    return true
  },
})
bar.end()
await admin.end()
await embedded.close()
await rm(home, { recursive: true, force: true })

const { deaths, hits, acknowledged, failures } = tally
const seconds = Math.round((performance.now() - began) / 1000)
const [load] = loadavg()
if (values.json)
  await writeFile(values.json, JSON.stringify({ seed, ...tally, seconds, load }, null, 2))
say(`${deaths.server} servers and ${deaths.shard} shards killed under load, in ${seconds} s`)
say(`  fault points ${JSON.stringify(hits)}`)
say(`  ${acknowledged} changes acknowledged`)
for (const failure of failures) say(`✗ ${failure}`)
say(failures.length === 0 ? 'Nothing was lost.' : `${failures.length} things were lost.`)
process.exit(failures.length === 0 ? 0 : 1)

async function newDatabase(): Promise<string> {
  const name = `market_${orders.length + 1}`
  await admin.query(`CREATE DATABASE ${name}`)
  const address = new URL(embedded.url)
  address.pathname = `/${name}`
  await migrate(address.href)
  return address.href
}
