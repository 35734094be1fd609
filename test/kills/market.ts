import '@automerge/automerge'
import { openPool } from '../../server/postgres/pool.ts'
import { hit } from './hit.ts'
import { surviveLoad } from './load.ts'
import { points } from './points.ts'
import { openScene } from './scene.ts'
import { type KillOrder, type KillTally, noKills } from './tally.ts'

/** One market of a run: it is told what to live through, and answers with what came of it. */
process.on('message', async (order: KillOrder) => process.send?.(await run(order)))
process.on('disconnect', () => process.exit())
process.send?.('ready')

async function run(order: KillOrder): Promise<KillTally> {
  const tally = noKills()
  const pool = openPool(order.database, 6)
  const scene = await openScene({ url: order.database, pool })
  try {
    if (order.do === 'points') {
      let cart = 0
      for (const expected of points) {
        await hit(scene, expected, ++cart)
        tally.hits[expected.point] = 1
      }
    } else {
      const { deaths, acknowledged, lost } = await surviveLoad({ ...scene, pool }, order)
      Object.assign(tally, { deaths, acknowledged, failures: lost })
    }
  } catch (error) {
    tally.failures.push(error instanceof Error ? error.message : String(error))
  }
  await scene.close()
  await pool.end()
  return tally
}
