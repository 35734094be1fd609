import type { Nemesis } from '../nemesis.ts'
import { hostile } from './hostile.ts'
import { busLoss, killBackend, lostReply, restartPostgres } from './on-postgres.ts'
import { deadShard, killDevice, killNode, pauseNode } from './on-processes.ts'
import { blackhole, cutSockets, halfOpen, slowNetwork } from './on-sockets.ts'

/** Everything that breaks, by the name given to `--nemesis`. */
export const nemeses = {
  'kill-node': killNode,
  'pause-node': pauseNode,
  'dead-shard': deadShard,
  'kill-device': killDevice,
  'restart-postgres': restartPostgres,
  'kill-backend': killBackend,
  'lost-reply': lostReply,
  'bus-loss': busLoss,
  'cut-sockets': cutSockets,
  blackhole,
  'half-open': halfOpen,
  'slow-network': slowNetwork,
  hostile,
} satisfies Record<string, Nemesis>
export type NemesisName = keyof typeof nemeses

export const nemesisNames = Object.keys(nemeses) as NemesisName[]
