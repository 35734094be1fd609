import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LogLevel } from '../../server/config.ts'
import { freePort } from '../../test/kit/free-port.ts'
import { NODE_FLAGS } from '../contenders/node-child.ts'

export const root = join(import.meta.dirname, '..', '..')
const READY_MS = 90_000
const LOOK_MS = 100

/** A TypeScript program of ours as a process, its output in a file. */
export function run(
  file: string,
  args: string[],
  {
    env,
    log,
    node = [],
  }: {
    env: Record<string, string>
    log: string
    /** Options of Node itself. */
    node?: readonly string[]
  },
): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', ...node, join(root, file), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  })
  const sink = createWriteStream(log, { flags: 'a' })
  child.stdout?.pipe(sink, { end: false })
  child.stderr?.pipe(sink, { end: false })
  return child
}

/** A server on a port of its own, which is killed and started again on the same port. */
export async function openServer({
  home,
  log,
  level = 'warn',
  settings = {},
}: {
  home: string
  log: string
  level?: LogLevel
  /** Besides the usual ones. */
  settings?: Record<string, string>
}) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...{ HAAT_DATA: home, PORT: String(port), HAAT_DEMO: '1', SERVE_APP: '0', SHARDS: '1' },
    LOG_LEVEL: level,
    ...settings,
  }
  let child = run('server/main.ts', [], { env, log, node: NODE_FLAGS })
  await ready()

  async function ready(): Promise<void> {
    const late = Date.now() + READY_MS
    for (;;) {
      const answer = await fetch(`${url}/readyz`).catch(() => undefined)
      if (answer?.ok) return
      if (child.exitCode !== null) throw new Error(`the server left with ${child.exitCode}: ${log}`)
      if (Date.now() > late) throw new Error(`the server is not ready: ${log}`)
      await pause(LOOK_MS)
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    url,
    port,
    pid: () => child.pid ?? 0,
    /** SIGKILL, and up again as soon as it is ready. */
    async killAndRestart(): Promise<void> {
      await end('SIGKILL')
      child = run('server/main.ts', [], { env, log, node: NODE_FLAGS })
      await ready()
    },
    stop: () => end('SIGTERM'),
  }
}
export type Server = Awaited<ReturnType<typeof openServer>>
