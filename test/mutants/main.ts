import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { mutants } from './mutants.ts'
import { runMutant } from './run-mutant.ts'

/** `npm run mutants [-- --only NAME]`: each protection taken out must make a named test fail. */
const { values } = parseArgs({ options: { only: { type: 'string' } } })
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const chosen = mutants.filter((mutant) => !values.only || mutant.name.includes(values.only))
if (chosen.length === 0) throw new Error(`no mutant is named like ${values.only}`)

let left = 0
for (const mutant of chosen) {
  const fate = await runMutant(root, mutant)
  if (fate.fate !== 'killed') left++
  const told =
    fate.fate === 'killed'
      ? `killed in ${fate.seconds} s by "${fate.by}"`
      : fate.fate === 'stale'
        ? `STALE: ${fate.why}`
        : `SURVIVED ${mutant.tests.join(' ')}`
  process.stdout.write(`${mutant.name.padEnd(48)} ${told}\n`)
}
process.stdout.write(`${chosen.length - left} killed, ${left} left\n`)
process.exitCode = left === 0 ? 0 : 1
