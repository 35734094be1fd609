import '@automerge/automerge'
import { parentPort, workerData } from 'node:worker_threads'
import { isPanic, sharedCore } from './core.ts'
import { newShard } from './shard.ts'
import type { WorkerReply, WorkerRequest } from './worker-shard.ts'

const { sorts } = await import(workerData.sortsModule)
const shard = newShard(sharedCore(), sorts, workerData.docBytes)
const say = (reply: WorkerReply) => parentPort?.postMessage(reply)

const WEIGH_EVERY = 64
/** Bytes of this thread alone: its heap, its buffers and its wasm. */
const memory = () => {
  const { heapTotal, external } = process.memoryUsage()
  return heapTotal + external
}

parentPort?.on('message', ({ n, name, args }: WorkerRequest) => {
  try {
    const value = (shard[name] as (...all: unknown[]) => unknown)(...args)
    say(n % WEIGH_EVERY === 0 ? { n, value, memory: memory() } : { n, value })
  } catch (error) {
    say({ n, error: String(error).slice(0, 500), panic: isPanic(error) })
  }
})
say({ ready: true })
