import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { AskedWrong } from '../../test/kit/asked.ts'
import { table } from './report.ts'
import { measure } from './run.ts'

const usage = 'npm run bench -- reconnect [--devices N] [--seconds N] [--json FILE]'

/**
 * `bench reconnect`: how long a device that filled a cart and asked while it was away waits for its outcome once it is
 * back, and where that time goes. Everything is real: server process, Postgres with fsync on, sockets, devices on disk.
 */
export async function benchReconnect(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '5' },
      json: { type: 'string' },
    },
  })
  const devices = Number(values.devices)
  const seconds = Number(values.seconds)
  if (![devices, seconds].every((n) => Number.isInteger(n) && n > 0)) throw new AskedWrong(usage)
  const closers: (() => unknown)[] = []
  const stage = (what: string) => void process.stderr.write(`${what}\n`)
  try {
    const result = await measure({ devices, seconds }, { stage, closers })
    process.stdout.write(table(result))
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)
  } finally {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  }
}
