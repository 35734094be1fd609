import { chance } from '../../commit/chance.ts'
import { openLink } from './link.ts'
import { loadTrace } from './trace.ts'

/**
 * The recorded network as a process of its own: `main.ts PREFIX DEVICES SEED HOST PORT`. Opens one link per device,
 * each somewhere else in the trace, and sends their ports to its parent.
 */
const [prefix = '', devices = '0', seed = '0', host = '127.0.0.1', port = '0'] =
  process.argv.slice(2)
const up = loadTrace(prefix, 'up')
const down = loadTrace(prefix, 'down')
const dice = chance(Number(seed))
const ports: number[] = []
for (let device = 0; device < Number(devices); device++) {
  const offsetMs = dice.below(Math.min(up.periodMs, down.periodMs))
  const link = await openLink({ up, down, offsetMs, target: { host, port: Number(port) } })
  ports.push(link.port)
}
process.send?.(ports)
process.on('disconnect', () => process.exit())
