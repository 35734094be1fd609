import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FaultPoint } from '../../engine/model/env.ts'
import { freePort } from '../kit/free-port.ts'
import type { Order, Report } from './node-child.ts'

const root = join(import.meta.dirname, '..', '..')

type Child = { process: ChildProcess; loaded: Promise<unknown> }

/** A server that dies and comes back at the same address, as another process each time. */
export type MortalNode = {
  url: string
  /** Comes back; a new process has been loading since the last one opened. */
  open(): Promise<void>
  /** Dies (SIGKILL, by its own hand) when it next comes by this point. */
  arm(point: FaultPoint): Promise<void>
  kill(): Promise<void>
  killShard(): Promise<void>
  /** Resolves when it is dead; rejects if it was not killed. */
  dead(): Promise<void>
  /** Ends whatever is alive. */
  end(): Promise<void>
}

export async function mortalNode(settings: Record<string, string>): Promise<MortalNode> {
  const port = await freePort()
  let spare = load()
  let current: Child | undefined
  let death: Promise<unknown[]> | undefined

  const tell = async (order: Order, say: Report['say']) => {
    const child = current?.process
    if (!child?.connected) throw new Error(`no node to ${order.do}`)
    const done = heard(child, say)
    child.send(order)
    await done
  }
  const dead = async () => {
    const [code, signal] = (await death) ?? []
    current = undefined
    if (signal !== 'SIGKILL') throw new Error(`a node left by itself with ${code}`)
  }

  return {
    url: `http://127.0.0.1:${port}`,
    async open() {
      current = spare
      death = once(current.process, 'exit')
      await current.loaded
      await tell({ do: 'open', settings: { ...settings, PORT: String(port) } }, 'open')
      spare = load()
    },
    arm: (point) => tell({ do: 'arm', point }, 'done'),
    killShard: () => tell({ do: 'kill-shard' }, 'done'),
    async kill() {
      current?.process.kill('SIGKILL')
      await dead()
    },
    dead,
    async end() {
      for (const child of [spare, current]) {
        if (!child || child.process.exitCode !== null || child.process.signalCode) continue
        child.loaded.catch(() => undefined)
        const gone = once(child.process, 'exit')
        child.process.kill('SIGKILL')
        await gone
      }
    },
  }
}

function load(): Child {
  const program = join(import.meta.dirname, 'node-child.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  })
  // A killed process takes its channel with it.
  child.on('error', () => undefined)
  return { process: child, loaded: heard(child, 'loaded') }
}

/** Resolves when a process says so; rejects if it leaves before. */
export function heard(child: ChildProcess, say: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (said: { say: string }) => {
      if (said.say === say) over(resolve)
    }
    const left = (code: number | null, signal: string | null) =>
      over(() => reject(new Error(`it left with ${code ?? signal} before it said ${say}`)))
    const over = (settle: () => void) => {
      child.off('message', hear)
      child.off('exit', left)
      settle()
    }
    child.on('message', hear)
    child.on('exit', left)
  })
}
