import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AskedWrong, chosen } from '../../test/kit/asked.ts'
import { raisedIn } from '../contenders/our-server.ts'
import { type Contender, hocuspocus, ours, stock } from './contender.ts'
import { resultsOf, table } from './report.ts'
import { playRound, type Sizes, type Taken } from './round.ts'

const usage =
  'npm run bench -- sync [--rounds N] [--documents N] [--changes N] [--per-second N] [--only NAME,…] [--json FILE]'
const PEERS = 4

/**
 * `npm run bench -- sync`: what a change costs the server that takes it, keeps it and passes it on. Everybody gets the
 * same edits from peers that cost next to nothing, at the pace that its server holds or at a given one.
 */
export async function benchSync(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      documents: { type: 'string', default: '100' },
      changes: { type: 'string', default: '50' },
      'per-second': { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds)
  const sizes: Sizes = {
    documents: Number(values.documents),
    peers: PEERS,
    changes: Number(values.changes),
    ...(values['per-second'] !== undefined && { perSecond: Number(values['per-second']) }),
  }
  if (![rounds, ...Object.values(sizes)].every((n) => Number.isInteger(n) && n > 0))
    throw new AskedWrong(usage)
  const short = { ...sizes, changes: Math.ceil(sizes.changes / 5) }
  const known = { ours, stock, hocuspocus }
  const names = chosen(values.only, Object.keys(known) as (keyof typeof known)[])
  const log = join(await mkdtemp(join(tmpdir(), 'haat-sync-')), 'peers.log')
  const contenders: Contender[] = []
  try {
    for (const name of names) {
      const contender = await known[name]()
      if (contender) contenders.push(contender)
      else process.stdout.write(`${name}: not installed (npm run bench -- peers)\n`)
    }
    const taken = new Map<Contender, Taken[]>(contenders.map((one) => [one, []]))
    // The first round warms up and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const one of round % 2 === 0 ? contenders : [...contenders].reverse()) {
        const took = await playRound(one, round > 0 ? sizes : short, log)
        if (round > 0) taken.get(one)?.push(took)
        process.stderr.write(
          `${one.name}: ${Math.round(took.server)} µs a change${round > 0 ? '' : ' (warming up)'}\n`,
        )
      }
    }
    const results = resultsOf(taken, sizes)
    process.stdout.write(`${table(results)}${raisedIn({})}\n`)
    if (values.json) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`)
    if (results.some(({ isMissed }) => isMissed)) process.exitCode = 1
  } finally {
    for (const one of contenders) await one.close()
  }
}
