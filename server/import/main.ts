import { stat, writeFile } from 'node:fs/promises'
import { SingleBar } from 'cli-progress'
import { CannotStart } from '../cannot-start.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../database.ts'
import { openDecider } from './decider.ts'
import { foundStore, isStore } from './found-store.ts'
import { importCatalogue } from './import-catalogue.ts'
import { type ImportOptions, readOptions, USAGE } from './options.ts'
import { reportText } from './report.ts'

/** Exit codes: 0 the file was worked through, 1 it could not be, or the store refused some of it, 2 wrong options. */
const options = readOptions(process.argv.slice(2))
if ('wrong' in options) {
  process.stderr.write(`${options.wrong}\n\n${USAGE}`)
  process.exit(2)
}
try {
  process.exitCode = await run(options)
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

async function run({ store, name, file, dryRun, json, place }: ImportOptions): Promise<number> {
  const config = readConfig(process.env)
  if (!config.ok) throw new CannotStart(config.sentence)
  const { size } = await stat(file).catch((cause) => {
    throw new CannotStart(`The catalogue ${file} cannot be read (${cause.code}).`, { cause })
  })
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
  const database = await openDatabase(config.value, say)
  const decider = await openDecider({ ...database, say })
  const node = { pool: database.pool, wake: decider.wake }
  const bar = new SingleBar({ format: 'Importing {bar} {percentage} %  {duration} s' })
  try {
    if (!dryRun && !(await isStore(node.pool, store)))
      await foundStore(node, { store, name, place })
    bar.start(size, 0)
    const onRead = (bytes: number) => bar.update(bytes)
    const report = await importCatalogue(node, { store, file, dryRun, onRead })
    bar.stop()
    process.stdout.write(reportText(report))
    if (json) await writeFile(json, `${JSON.stringify(report, undefined, 2)}\n`)
    return Object.keys(report.refused).length > 0 ? 1 : 0
  } finally {
    bar.stop()
    await decider.close()
    await database.close()
  }
}
