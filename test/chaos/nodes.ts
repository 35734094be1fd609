import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { NODE_FLAGS } from '../../bench/contenders/node-child.ts'
import { run } from '../../bench/replay/server-node.ts'
import { freePort } from '../kit/free-port.ts'
import { until } from '../kit/until.ts'
import type { ShardOrder, ShardReport } from './dead-shard.ts'

const LOOK_MS = 100
/** A supervisor starts a node that left again after this long. */
const RESTART_MS = 500
const READY_MS = 90_000
const SHARD_MS = 5_000

/** A server process as `npm start` runs it, under a supervisor that starts it again whenever it is gone. */
export type ChaosNode = {
  name: string
  port: number
  isReady(): boolean
  ready(): Promise<unknown>
  /** SIGKILL; false if it was not up. */
  kill(): Promise<boolean>
  /** SIGSTOP, and SIGCONT when `over` is; false if it was not up. */
  stopWhile(over: () => Promise<unknown>): Promise<boolean>
  killShard(): Promise<boolean>
  close(): Promise<void>
}

export async function openNode({
  name,
  dir,
  settings,
  died,
}: {
  name: string
  dir: string
  settings: Record<string, string>
  /** It served, and left without being killed. */
  died(how: string): void
}): Promise<ChaosNode> {
  const port = await freePort()
  const env = { ...settings, PORT: String(port) }
  const preload = join(import.meta.dirname, 'dead-shard-boot.mjs')
  let isReady = false
  let isClosing = false
  let isKilled = false
  let child: ChildProcess = start()

  function start(): ChildProcess {
    isReady = false
    isKilled = false
    const node = [...NODE_FLAGS, '--import', preload]
    const made = run('server/main.ts', [], { env, node, log: join(dir, `node-${name}.log`) })
    made.on('error', () => undefined)
    made.on('exit', (code, signal) => {
      if (isClosing) return
      if (isReady && !isKilled) died(`node ${name} left with ${code ?? signal}`)
      isReady = false
      setTimeout(() => {
        if (!isClosing) child = start()
      }, RESTART_MS)
    })
    void watch(made)
    return made
  }

  async function watch(made: ChildProcess) {
    while (!isGone(made)) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
      if (answer?.ok && made === child) {
        isReady = true
        return
      }
      await pause(LOOK_MS)
    }
  }

  return {
    name,
    port,
    isReady: () => isReady,
    ready: () => until(`node ${name} to serve`, () => isReady, READY_MS),
    async kill() {
      if (!isReady) return false
      isKilled = true
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      return true
    },
    async stopWhile(over) {
      const stopped = child
      if (!isReady || !stopped.kill('SIGSTOP')) return false
      await over()
      return stopped.kill('SIGCONT')
    },
    async killShard() {
      if (!isReady || !child.connected) return false
      const order: ShardOrder = { do: 'kill-shard' }
      const said = new Promise<boolean>((resolve) => {
        child.once('message', ({ was }: ShardReport) => resolve(was))
        child.once('exit', () => resolve(false))
      })
      child.send(order)
      return Promise.race([said, pause(SHARD_MS, false)])
    },
    async close() {
      isClosing = true
      if (isGone(child)) return
      const gone = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await gone
    },
  }
}

const isGone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
