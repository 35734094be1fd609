import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SeedOrder } from './crew.ts'
import type { RunResult } from './run.ts'

/** A seed that failed once is run first, for ever. */
export type KeptSeed = SeedOrder & { why: string }

const folder = join(import.meta.dirname, '..', 'seeds')

export async function keptSeeds(): Promise<KeptSeed[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as KeptSeed),
  )
}

export async function keepSeed({ seed, steps }: SeedOrder, result: RunResult): Promise<void> {
  const [violation] = result.violations
  const why = violation
    ? `${violation.law} ${violation.what}: ${violation.saw}`
    : (result.troubles[0] ?? 'another trace the second time')
  await mkdir(folder, { recursive: true })
  const kept: KeptSeed = { seed, steps, why: why.split('\n')[0] ?? '' }
  await writeFile(join(folder, `${seed}-${steps}.json`), `${JSON.stringify(kept, null, 2)}\n`)
}
