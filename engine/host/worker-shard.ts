import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Shard } from './shard.ts'
import { handle, ShardDied, type ShardHandle, type ShardOptions } from './shard-handle.ts'
import { newWatch } from './worker-watch.ts'

export type WorkerRequest = { n: number; name: keyof Shard; args: unknown[] }
export type WorkerReply =
  | { ready: true; thread?: string }
  | { n: number; step: true }
  | { n: number; value: unknown; memory?: number }
  | { n: number; error: string; panic: boolean }

type Pending = {
  request: WorkerRequest
  resolve(value: unknown): void
  reject(error: Error): void
}

/** These read or write a whole document; the others look at one batch. */
const long: readonly (keyof Shard)[] = ['open', 'admit', 'save']

/**
 * A shard in a worker thread with a watchdog. The worker answers in order, so only the oldest request is timed; one that
 * is too much work, a panic, or the end of the thread costs the whole worker, and a new one takes its place.
 */
export function workerShard(options: ShardOptions, index: number): ShardHandle {
  const { env, limits, sortsModule, isBusy, onDeath } = options
  /** None while an old one makes room for it. */
  let worker: Worker | undefined = start()
  let pending: Pending[] = []
  const waiting: (() => void)[] = []
  let watch = newWatch(options, die)
  let isReady = false
  let isEnded = false
  let isTooBig = false
  let memory = 0
  let numbers = 0

  function start(): Worker {
    const { docBytes, shardGrowth } = limits
    const workerData = { sortsModule: sortsModule.href, docBytes, shardGrowth }
    // What a shard holds lies in wasm; with the room that the main thread has for batches it would only be collected late.
    // `resourceLimits` would do, but for V8's flag, which counts over it and is read when a thread begins.
    setFlagsFromString(`--max-semi-space-size=${limits.shardSemiSpace / 2 ** 20}`)
    const made = new Worker(new URL('./worker-boot.mjs', import.meta.url), { workerData })
    made.on('message', (reply: WorkerReply) => made === worker && receive(reply))
    made.on('error', (error) => made === worker && die(String(error)))
    // Ended from outside: what it was working on is not to blame. What kills it from inside is an error or no answer.
    made.on('exit', (code) => made === worker && die(`exit ${code}`, 'outside'))
    made.unref()
    return made
  }

  function receive(reply: WorkerReply): void {
    if ('ready' in reply) {
      isReady = true
      watch.ready(reply.thread)
      time()
      return
    }
    const [first] = pending
    if ('step' in reply) {
      if (first?.request.n === reply.n) time()
      return
    }
    const isPanic = 'error' in reply && reply.panic
    if (first?.request.n !== reply.n || isPanic) {
      die('error' in reply ? reply.error : 'an answer out of order')
      return
    }
    pending.shift()
    if ('error' in reply) first.reject(new Error(reply.error))
    else first.resolve(reply.value)
    letIn()
    if ('memory' in reply) memory = reply.memory ?? 0
    if (memory > limits.shardMemory) void recycle()
    time()
  }

  /** One after the other; when nothing is left to be answered, nobody would call the next. */
  function letIn(): void {
    if (pending.length === 0) for (const enter of waiting.splice(0)) enter()
    else if (pending.length < limits.shardAhead) waiting.shift()?.()
  }

  /** An exchange asks more than once: cut in the middle, its people would be sent away to come again. */
  async function recycle(): Promise<void> {
    if (isTooBig || !worker) return
    isTooBig = true
    const old = worker
    const late = env.tick() + limits.recycleGraceMs
    const isAtWork = () => pending.length > 0 || isBusy(index)
    while (!isEnded && worker === old && isAtWork() && env.tick() < late)
      await env.wait(limits.recycleLookMs)
    if (worker === old) die('too much memory', 'on purpose')
  }

  /** Times the oldest request, from when the worker could begin it or has last come a step further. */
  function time(): void {
    const [first] = pending
    if (!first || !isReady) watch.rest()
    else watch.step(long.includes(first.request.name) ? limits.loadMs : limits.applyMs)
  }

  function die(why: string, from: 'inside' | 'outside' | 'on purpose' = 'inside'): void {
    const old = worker
    if (isEnded || !old) return
    watch.close()
    watch = newWatch(options, die)
    const lost = pending
    pending = []
    isReady = false
    isTooBig = false
    memory = 0
    worker = undefined
    const gone = old.terminate()
    // Both at once would be the most memory that the process ever holds; one that died by accident is not waited for.
    if (from === 'on purpose') void gone.then(begin)
    else begin()
    onDeath(index, { why, isPurpose: from === 'on purpose' })
    letIn()
    for (const [i, one] of lost.entries())
      one.reject(new ShardDied(from === 'inside' && i === 0, why))
  }

  function begin(): void {
    if (isEnded) return
    worker = start()
    for (const { request } of pending) worker.postMessage(request)
  }

  const call = (name: keyof Shard, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (isEnded) return reject(new ShardDied(false, 'the host is closed'))
      const request = { n: ++numbers, name, args }
      pending.push({ request, resolve, reject })
      worker?.postMessage(request)
      if (pending.length === 1) time()
    })

  return handle(call, {
    room: () =>
      pending.length < limits.shardAhead
        ? Promise.resolve()
        : new Promise((enter) => waiting.push(enter)),
    memory: () => memory,
    recycle: () => void recycle(),
    async end() {
      isEnded = true
      watch.close()
      for (const one of pending) one.reject(new ShardDied(false, 'the host is closed'))
      pending = []
      letIn()
      await worker?.terminate()
    },
  })
}
