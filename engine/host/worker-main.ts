import '@automerge/automerge'
import { parentPort, workerData } from 'node:worker_threads'
import { freshCore, isPanic } from './core.ts'
import { newShard } from './shard.ts'
import { threadName } from './worker-cpu.ts'
import type { WorkerReply, WorkerRequest } from './worker-shard.ts'

const { sorts } = await import(workerData.sortsModule)
const say = (reply: WorkerReply) => parentPort?.postMessage(reply)

/** Steps are many and small; the watchdog need not hear of each. */
const STEP_MS = 50
let current = 0
let told = 0
function step(): void {
  const now = performance.now()
  if (now - told < STEP_MS) return
  told = now
  say({ n: current, step: true })
}
const core = freshCore()
const shard = newShard(core, sorts, workerData.docBytes, step)

const WEIGH_EVERY = 64
/** Bytes of this thread alone: its heap, its buffers and its wasm. */
const memory = () => {
  const { heapTotal, external } = process.memoryUsage()
  return heapTotal + external
}

parentPort?.on('message', ({ n, name, args }: WorkerRequest) => {
  current = n
  try {
    const value = (shard[name] as (...all: unknown[]) => unknown)(...args)
    say(n % WEIGH_EVERY === 0 ? { n, value, memory: memory() } : { n, value })
  } catch (error) {
    say({ n, error: String(error).slice(0, 500), panic: isPanic(error) })
  }
  core.growAhead(workerData.shardGrowth)
})
const thread = threadName()
say({ ready: true, ...(thread === undefined ? {} : { thread }) })
