import '@automerge/automerge'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { applyMutants } from './applied.ts'
import { guardInputs } from './guard-inputs.ts'

/**
 * `npm run fuzz -- [--inputs N] [--applied N] [--seed S] [--json FILE]`: mutants of honest changes, checksums made good,
 * before the guard; and those that it lets through in a shard. Fails when anything breaks.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    applied: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
})
const seed = Number(values.seed)
const say = (line: string) => process.stdout.write(`${line}\n`)

const guard = guardInputs(Number(values.inputs), seed)
const rate = Math.round(guard.inputs / guard.seconds)
say(`guard: ${guard.inputs} inputs of seed ${seed} in ${guard.seconds.toFixed(1)} s (${rate}/s)`)
say(`  let through ${guard.fit}, of these next in their document ${guard.next}`)
say(`  refused ${JSON.stringify(guard.refused)}; the slowest took ${guard.slowestMs.toFixed(1)} ms`)
say(`  broken ${guard.broken.length}, honest changes refused ${guard.honestRefused}`)

const applied = applyMutants(Number(values.applied), seed)
say(`shards: ${applied.applied} mutants tried in ${applied.seconds.toFixed(1)} s`)
say(`  ${applied.accepted} accepted, ${applied.panics} panics, ${applied.documents} documents`)
say(`  refused ${JSON.stringify(applied.refused, null, 2)}`)
say(`  documents that do not load ${applied.unloadable}, touched ${applied.touched}`)
say(`  honest changes refused ${JSON.stringify(applied.honestRefused)}`)

if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ seed, guard, applied }, null, 2)}\n`)
const broken =
  guard.broken.length +
  guard.honestRefused +
  applied.unloadable +
  applied.touched +
  applied.honestRefused.length
process.exitCode = broken === 0 ? 0 : 1
