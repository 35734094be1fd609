import './globals.ts'
import '@automerge/automerge'
import type { SeedOrder } from './crew.ts'
import { mutants } from './mutants.ts'

/** One process of the crew: runs the seeds it is sent, one after the other, and sends back what came of each. */
const { runSeed } = await import('./run.ts')

process.on('message', (order: SeedOrder) => {
  const tamper = order.mutant === undefined ? undefined : mutants[order.mutant]
  if (order.mutant !== undefined && !tamper) throw new Error(`no mutant ${order.mutant}`)
  const { seed, steps } = order
  const done = (result: unknown) => process.send?.(result)
  void runSeed({ seed, steps, ...(tamper ? { tamper } : {}) }).then(done)
})
process.send?.('ready')
