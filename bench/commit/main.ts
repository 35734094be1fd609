import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Presets, SingleBar } from 'cli-progress'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { AskedWrong, chosen } from '../../test/kit/asked.ts'
import { openMarkets } from './market.ts'
import { type Result, resultOf, table } from './report.ts'
import { openPlayers, playRound, type Round, STEPS } from './round.ts'
import { scenarios } from './scenario.ts'

const usage = `npm run bench -- commit [--json FILE] [--only NAME,NAME] [--rounds N] [--orders N] [--baseline N]`

/**
 * `bench commit`: how many questions a second are answered for good. Ours against one transaction per question that
 * writes the same rows, and against the limit: the same rows with no rules at all. One Postgres with fsync on.
 */
export async function benchCommit(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      orders: { type: 'string', default: '20000' },
      baseline: { type: 'string', default: '1500' },
    },
  })
  const rounds = Number(values.rounds)
  const sizes = { ours: Number(values.orders), baseline: Number(values.baseline) }
  const names = chosen(
    values.only,
    scenarios.map(({ name }) => name),
  )
  const wanted = scenarios.filter(({ name }) => names.includes(name))
  const isWhole = [rounds, sizes.ours, sizes.baseline].every((n) => Number.isInteger(n) && n > 0)
  if (!isWhole || sizes.baseline > sizes.ours) throw new AskedWrong(usage)

  const home = await mkdtemp(join(tmpdir(), 'haat-bench-'))
  const postgres = await openEmbedded({ home, say: () => undefined })
  const markets = await openMarkets(postgres.url)
  const players = openPlayers(join(home, 'players.log'))
  const bar = new SingleBar({ format: '{bar} {value}/{total} {name}' }, Presets.shades_classic)
  const results: Result[] = []
  try {
    // The first round warms up and does not count.
    bar.start(wanted.length * (rounds + 1) * STEPS, 0, { name: '' })
    for (const scenario of wanted) {
      const played: Round[] = []
      for (let turn = 0; turn <= rounds; turn++) {
        const load = loadavg()[0]?.toFixed(1)
        const step = () => bar.increment({ name: `${scenario.name}, round ${turn}, load ${load}` })
        const round = await playRound({ markets, players }, scenario, {
          sizes,
          seed: turn + 1,
          turn,
          step,
        })
        if (turn > 0) played.push(round)
      }
      results.push(resultOf(scenario.name, played))
    }
  } finally {
    bar.stop()
    await players.leave()
    await markets.close()
    await postgres.close()
    await rm(home, { recursive: true, force: true })
  }
  process.stdout.write(table(results))
  if (values.json) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`)
}
