import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { until } from './until.ts'

const root = join(import.meta.dirname, '..', '..')
const main = join(root, 'server', 'main.ts')
const START_MS = 90_000

export type ServerProcess = {
  /** `http://localhost:PORT`. */
  url: string
  process: ChildProcess
  /** All that it printed so far. */
  output(): string
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
}

type Settings = Record<string, string>

/** A real server process on a port of its own; the API alone unless SERVE_APP=1. */
export async function startServer(
  settings: Settings,
  command?: readonly string[],
): Promise<ServerProcess> {
  const { child, output } = spawnServer(settings, command)
  const gone = once(child, 'exit')
  const url = await until(
    'the server to open',
    () => {
      if (child.exitCode !== null) throw new Error(`the server left: ${output()}`)
      return /Haat is open: (\S+)/.exec(output())?.[1]
    },
    START_MS,
  )
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = await gone
    return code as number | null
  }
  return {
    url,
    process: child,
    output,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  }
}

/** A server that is expected not to start: its exit code and what it said. */
export async function failedStart(settings: Settings): Promise<{ code: number; output: string }> {
  const { child, output } = spawnServer(settings)
  const [code] = await once(child, 'close')
  return { code, output: output() }
}

const direct = [process.execPath, '--import', 'tsx', main]

export function spawnServer(
  settings: Settings,
  [program = '', ...args]: readonly string[] = direct,
) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      SERVE_APP: '0',
      SHARDS: '1',
      ...settings,
    },
  })
  let text = ''
  const keep = (chunk: Buffer) => {
    text += chunk
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return { child, output: () => text }
}
