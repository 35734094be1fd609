import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import { until } from '../kit/until.ts'
import type { Target } from './target.ts'

const main = join(import.meta.dirname, '../../bench/peers/stock/server.mjs')

/** automerge-repo's sync server as it comes. It knows nobody: whoever opens a socket is anybody. */
export async function stockServer(): Promise<Target> {
  let home = ''
  let server: ChildProcess | undefined
  let port = 0

  async function start(): Promise<void> {
    home = await mkdtemp(join(tmpdir(), 'stock-hostile-'))
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: '0', DATA_DIR: join(home, 'a', 'data') },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    child.stdout.on('data', (part) => (said += part))
    port = Number(
      await until('the stock server', () => /listening on (\d+)/.exec(said)?.[1], 60_000),
    )
    server = child
  }
  async function stop(): Promise<void> {
    server?.kill('SIGKILL')
    if (home) await rm(home, { recursive: true, force: true })
  }

  await start()
  const person = (name: string) => ({ name, url: async () => `ws://127.0.0.1:${port}` })
  return {
    name: 'automerge-repo 2.5.6',
    hasTickets: false,
    get pid() {
      return server?.pid as number
    },
    cast: async () => ({
      victim: person('victim'),
      mallory: person('mallory'),
      outsider: person('outsider'),
      about: stockDraftAbout(randomUUID(), 1),
    }),
    isAlive: () => server?.exitCode === null && server.signalCode === null,
    strayFiles: async () => [
      ...(await readdir(home)).filter((name) => name !== 'a'),
      ...(await readdir(join(home, 'a'))).filter((name) => name !== 'data'),
    ],
    async revive() {
      await stop()
      await start()
      return true
    },
    close: stop,
  }
}
