import { existsSync } from 'node:fs'
import { ensureChromium } from './kit/chromium.ts'
import { conclude, everyCore, print, program, type Tally, vitest } from './kit/step.ts'
import { staticChecks } from './static-checks.ts'

/**
 * `npm test`: everything that must pass, from unit to browser. One part after the other, because the parts themselves
 * use every core. The last line is `N passed, N failed`.
 */
const SEEDS = 100

const tallies: Tally[] = await staticChecks()
tallies.push(await vitest(['unit', 'simulation'], everyCore))
tallies.push(await vitest(['pg']))
if (existsSync('test/simulation/main.ts')) {
  const args = ['test/simulation/main.ts', '--seeds', String(SEEDS)]
  tallies.push(await program(`simulation of ${SEEDS} seeds`, args))
}
tallies.push(await browser())
conclude(tallies)

async function browser(): Promise<Tally> {
  const chromium = ensureChromium()
  if ('path' in chromium) return vitest(['browser'])
  print(chromium.sentence)
  return { name: 'browser', passed: 0, failed: 1, skipped: 0, seconds: 0 }
}
