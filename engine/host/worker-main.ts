import '@automerge/automerge'
import { parentPort, workerData } from 'node:worker_threads'
import { isPanic, sharedCore } from './core.ts'
import { newShard } from './shard.ts'
import type { WorkerReply, WorkerRequest } from './worker-shard.ts'

const { sorts } = await import(workerData.sortsModule)
const shard = newShard(sharedCore(), sorts, workerData.docBytes)
const say = (reply: WorkerReply) => parentPort?.postMessage(reply)

parentPort?.on('message', ({ n, name, args }: WorkerRequest) => {
  try {
    say({ n, value: (shard[name] as (...all: unknown[]) => unknown)(...args) })
  } catch (error) {
    say({ n, error: String(error).slice(0, 500), panic: isPanic(error) })
  }
})
say({ ready: true })
