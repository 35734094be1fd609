import '@automerge/automerge'
import { rm, writeFile } from 'node:fs/promises'
import { SingleBar } from 'cli-progress'
import { chaos } from './chaos.ts'
import { readOptions, USAGE } from './options.ts'
import { table, wrongs } from './table.ts'
import { quiet } from './verdict.ts'

/** `npm run chaos`. Exit codes: 0 every law held, 1 one was broken, something is stuck or nothing happened, 2 options. */
const options = readOptions(process.argv.slice(2))
if ('wrong' in options) {
  process.stderr.write(`${options.wrong}\n\n${USAGE}`)
  process.exit(2)
}
const closers: (() => unknown)[] = []
const closeAll = async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void closeAll().finally(() => process.exit(1)))
}

const { seed, minutes, nemeses, json } = options
const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
const bar = new SingleBar({
  format: '{bar} {value} of {total} s  {operations} operations  {news}',
  // In a log, a line now and then.
  noTTYOutput: true,
  notTTYSchedule: 15_000,
})
let isOn = false
say(`seed ${seed}`)
try {
  const done = await chaos(
    options,
    {
      stage(what) {
        if (isOn) bar.stop()
        say(what)
        isOn = what === 'load and faults'
        if (isOn) bar.start(Math.round(minutes * 60), 0, { operations: 0, news: '' })
      },
      progress: (seconds, operations) => bar.update(seconds, { operations }),
      struck: (news) => bar.update({ news }),
    },
    closers,
  )
  process.stdout.write(table(done, seed))
  const found = wrongs(done.result, quiet(done.result, nemeses))
  for (const wrong of found) say(`  ✗ ${wrong}`)
  if (json) await writeFile(json, `${JSON.stringify(done.result)}\n`)
  if (found.length > 0) {
    process.exitCode = 1
    say(`Everything of this run lies in ${done.dir}; seed ${seed}.`)
  }
  await closeAll()
  if (found.length === 0) await rm(done.dir, { recursive: true, force: true })
} catch (error) {
  if (isOn) bar.stop()
  say((error as Error).stack ?? String(error))
  process.exitCode = 1
  await closeAll()
}
process.exit()
