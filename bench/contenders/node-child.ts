import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../test/kit/until.ts'

const START_MS = 60_000

/** What `npm start` gives Node: everybody gets it, so that nobody is ahead by it. */
export const NODE_FLAGS = ['--max-semi-space-size=64']

export const peerFolder = (name: string): string => join(import.meta.dirname, '../peers', name)

/** Was `npm run bench -- peers` run here? */
export const isInstalled = (name: string): boolean =>
  existsSync(join(peerFolder(name), 'node_modules'))

/** A server that prints `listening on PORT`, in a process of its own. */
export async function startChild(file: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...NODE_FLAGS, file], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (part) => (said += part))
  const port = await until(
    `${file} to listen`,
    () => {
      if (child.exitCode !== null) throw new Error(`${file} left with ${child.exitCode}`)
      return /listening on (\d+)/.exec(said)?.[1]
    },
    START_MS,
  )
  return {
    port: Number(port),
    pid: child.pid as number,
    async kill(): Promise<void> {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
