import '@automerge/automerge'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { migrate } from '../../server/postgres/migrate.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { hit } from './hit.ts'
import { surviveLoad } from './load.ts'
import { points } from './points.ts'
import { openScene } from './scene.ts'

/**
 * `npm run kills -- [--times N] [--rounds N] [--json FILE]`: SIGKILL of a real server `times` times under load, of a
 * shard as often, and `rounds` times at every fault point of a checkout. Ends with exit code 1 if anything that was
 * acknowledged is lost, or anything is answered twice or never.
 */
const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
const times = Number(values.times)
const rounds = Number(values.rounds)
const say = (line: string) => process.stdout.write(`${line}\n`)

const began = performance.now()
const home = await mkdtemp(join(tmpdir(), 'haat-kills-postgres-'))
const embedded = await openEmbedded({ home, say: () => undefined })
await migrate(embedded.url)
const pool = openPool(embedded.url, 6)
const scene = await openScene({ url: embedded.url, pool })
const hits: Record<string, number> = {}
const failures: string[] = []
let carts = 1_000
for (let round = 1; round <= rounds; round++) {
  for (const expected of points) {
    try {
      await hit(scene, expected, ++carts)
      hits[expected.point] = (hits[expected.point] ?? 0) + 1
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
      break
    }
  }
  say(`round ${round}: ${Object.values(hits).reduce((sum, n) => sum + n, 0)} points held`)
  if (failures.length > 0) break
}
if (failures.length === 0) {
  const survived = await surviveLoad({ ...scene, pool }, { server: times, shard: times }, say)
  failures.push(...survived.lost)
  say(`${survived.acknowledged} changes acknowledged, ${survived.lost.length} lost`)
  const seconds = Math.round((performance.now() - began) / 1000)
  if (values.json) await writeFile(values.json, JSON.stringify({ ...survived, hits, seconds }))
}
await scene.close()
await pool.end()
await embedded.close()
await rm(home, { recursive: true, force: true })
for (const failure of failures) say(`✗ ${failure}`)
say(failures.length === 0 ? 'Nothing was lost.' : `${failures.length} things were lost.`)
process.exit(failures.length === 0 ? 0 : 1)
