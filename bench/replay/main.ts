import '@automerge/automerge'
import { rm, writeFile } from 'node:fs/promises'
import { SingleBar } from 'cli-progress'
import { readOptions, USAGE } from './options.ts'
import { replay } from './replay.ts'
import { faults, table } from './table.ts'

/** `npm run replay`. Exit codes: 0 every law held, 1 one was broken or the run broke, 2 wrong options. */
const options = readOptions(process.argv.slice(2))
if ('wrong' in options) {
  process.stderr.write(`${options.wrong}\n\n${USAGE}`)
  process.exit(2)
}
const closers: (() => Promise<unknown> | unknown)[] = []
const closeAll = async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void closeAll().finally(() => process.exit(1)))
}

const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const bar = new SingleBar({
  format: '{bar} {value} of {total} answered  {duration} s  {news}',
  // In a log, a line now and then.
  noTTYOutput: true,
  notTTYSchedule: 10_000,
})
let isShopping = false
try {
  const done = await replay(
    options,
    {
      stage(what) {
        if (isShopping) bar.stop()
        say(what)
        isShopping = what === 'shopping'
        if (isShopping) bar.start(0, 0, { news: '' })
      },
      progress(answered, asked) {
        if (!isShopping) return
        bar.setTotal(asked)
        bar.update(answered)
      },
      killed: (what) => bar.update({ news: `killed: ${what}` }),
    },
    closers,
  )
  process.stdout.write(table(done))
  const found = faults(done)
  for (const fault of found) say(`  ✗ ${fault}`)
  if (options.json) await writeFile(options.json, `${JSON.stringify(done.result)}\n`)
  if (found.length > 0) {
    process.exitCode = 1
    say(`Everything of this run lies in ${done.dir}; seed ${options.seed}.`)
  }
  await closeAll()
  if (found.length === 0) await rm(done.dir, { recursive: true, force: true })
} catch (error) {
  bar.stop()
  say((error as Error).stack ?? String(error))
  process.exitCode = 1
  await closeAll()
}
process.exit()
