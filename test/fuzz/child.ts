import '@automerge/automerge'
import { applyMutants } from './applied.ts'
import { guardInputs } from './guard-inputs.ts'

/** A piece of a run: so many inputs or mutants of one seed. */
export type FuzzOrder = { before: 'guard' | 'shard'; count: number; seed: number }

/** One process of the crew: tries what it is sent, and sends back what came of it. */
process.on('message', ({ before, count, seed }: FuzzOrder) => {
  process.send?.(before === 'guard' ? guardInputs(count, seed) : applyMutants(count, seed))
})
process.send?.('ready')
