import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'
import type { Observe } from './observe.ts'
import type { Flush, HostStore } from './storage/host-store.ts'

/** `moved`: another node wrote the document meanwhile; `failed`: the store takes everything but this. */
export type Stored = 'stored' | 'moved' | 'failed'

/** Puts what many documents have ready into one transaction: the disk is waited for once, not once per document. */
export type Flusher = {
  submit(flush: Flush): Promise<Stored>
  /** Changes that wait, and for how long the oldest has (ms). */
  waiting(): { changes: number; ms: number }
  close(): Promise<void>
}

type Waiting = { flush: Flush; since: number; failures: number; settle(stored: Stored): void }

const ALONE_AFTER = 1
const GIVE_UP_AFTER = 4

export function newFlusher(
  store: HostStore,
  { env, limits, observe }: { env: Env; limits: Limits; observe: Observe },
): Flusher {
  const queue: Waiting[] = []
  const stop = new AbortController()
  let running: Promise<void> | undefined

  const start = () => {
    running ??= run().finally(() => {
      running = undefined
    })
  }

  async function run(): Promise<void> {
    for (let failures = 0; queue.length > 0 && !stop.signal.aborted; ) {
      const batch = takeBatch(queue, limits.flushDocuments)
      const at = env.tick()
      try {
        const stored = await store.flush(batch.map((one) => one.flush))
        failures = 0
        const changes = batch.reduce((sum, one) => sum + one.flush.changes.length, 0)
        observe({ event: 'stored', documents: stored.size, changes, ms: env.tick() - at })
        for (const one of batch) one.settle(stored.has(one.flush.id) ? 'stored' : 'moved')
      } catch (error) {
        // It may have happened all the same. Asked again, a document that got through has moved: its host then
        // finds its own changes among the rows it catches up with.
        observe({ event: 'store-failed', error: String(error) })
        failures += 1
        const isOurFault = isOfTheRows(error)
        for (const one of batch.reverse()) {
          if (isOurFault) one.failures += 1
          if (one.failures >= GIVE_UP_AFTER) one.settle('failed')
          else queue.unshift(one)
        }
        const most = Math.min(limits.flushRetryMs, 20 * 2 ** failures)
        await env.wait(env.chance.uint32() % most, stop.signal)
      }
    }
  }

  return {
    submit: (flush) =>
      new Promise((settle) => {
        queue.push({ flush, since: env.tick(), failures: 0, settle })
        start()
      }),
    waiting: () => ({
      changes: queue.reduce((sum, one) => sum + one.flush.changes.length, 0),
      ms: queue[0] ? env.tick() - queue[0].since : 0,
    }),
    async close() {
      stop.abort()
      await running
      for (const one of queue.splice(0)) one.settle('failed')
    },
  }
}

/** One whose rows the database would not have goes alone, so that nobody else waits for it. */
function takeBatch(queue: Waiting[], most: number): Waiting[] {
  const alone = queue[0] && queue[0].failures >= ALONE_AFTER ? 1 : most
  return queue.splice(0, alone)
}

/** SQLSTATE classes 22 (data) and 23 (constraint), or SQLite's: asking again will not help. Everything else is the database's day. */
const isOfTheRows = (error: unknown): boolean =>
  /^(2[23]|SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE))/.test(
    String((error as { code?: unknown })?.code ?? ''),
  )
