import { killShard } from '../kit/shards.ts'

/**
 * Loaded before the server, which knows nothing of it: nothing outside a process can end one of its threads, so this ends
 * one from inside when the parent says so.
 */
export type ShardOrder = { do: 'kill-shard' }
export type ShardReport = { say: 'shard-killed'; was: boolean }

process.on('message', async (order: ShardOrder) => {
  if (order.do !== 'kill-shard') return
  const report: ShardReport = { say: 'shard-killed', was: await killShard() }
  process.send?.(report)
})
process.on('disconnect', () => process.exit())
