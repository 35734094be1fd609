import '@automerge/automerge'
import type { FaultPoint } from '../../engine/model/env.ts'
import { readConfig } from '../../server/config.ts'
import type { readFaults } from '../../server/faults.ts'
import { startNode } from '../../server/node.ts'
import { killShard } from '../kit/shards.ts'

/**
 * A server process that is to be killed. It loads the product and then waits to be told to open, so that the next one is
 * ready when this one dies; a fault point is armed when the time has come, not at the start.
 */
export type Order =
  | { do: 'open'; settings: Record<string, string> }
  | { do: 'arm'; point: FaultPoint }
  | { do: 'kill-shard' }
export type Report = { say: 'loaded' } | { say: 'open'; port: number } | { say: 'done' }

const faults: NonNullable<ReturnType<typeof readFaults>> = new Map()

const report = (said: Report) => void process.send?.(said)
process.on('message', (order: Order) => void obey(order))
process.on('disconnect', () => process.exit())
report({ say: 'loaded' })

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'open': {
      const reading = readConfig(order.settings)
      if (!reading.ok) throw new Error(reading.sentence)
      const { port } = await startNode({ ...reading.value, faults }, () => undefined)
      return report({ say: 'open', port })
    }
    case 'arm':
      faults.set(order.point, { mode: 'kill', ms: 0, chance: 1 })
      return report({ say: 'done' })
    case 'kill-shard':
      await killShard()
      return report({ say: 'done' })
  }
}
