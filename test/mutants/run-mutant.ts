import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mutant } from './mutants.ts'

export type Fate =
  | { fate: 'killed'; by: string; seconds: number }
  | { fate: 'survived'; seconds: number }
  | { fate: 'stale'; why: string }

const LEFT_OUT = new Set(['node_modules', '.git', '.haat', 'dist', 'coverage'])

/**
 * Applies one mutant to a copy of the project and runs the tests that ought to notice. Killed means that one of them
 * failed by name; a copy that does not even start its tests counts as stale, never as killed.
 */
export async function runMutant(root: string, mutant: Mutant): Promise<Fate> {
  const copy = await mkdtemp(join(tmpdir(), 'haat-mutant-'))
  try {
    await cp(root, copy, {
      recursive: true,
      filter: (from) => !LEFT_OUT.has(from.slice(root.length + 1)),
    })
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    for (const { file, find, replace } of mutant.edits) {
      const source = await readFile(join(copy, file), 'utf8')
      if (source.split(find).length !== 2) {
        return { fate: 'stale', why: `${file} does not hold the text exactly once` }
      }
      await writeFile(
        join(copy, file),
        source.replace(find, () => replace),
      )
    }
    const started = performance.now()
    const report = await vitest(copy, mutant)
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (!report) return { fate: 'stale', why: 'its tests did not run' }
    const by = firstFailure(report)
    return by ? { fate: 'killed', by, seconds } : { fate: 'survived', seconds }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

type Report = {
  numTotalTests: number
  testResults: { assertionResults: { status: string; fullName: string }[] }[]
}

const firstFailure = (report: Report) =>
  report.testResults
    .flatMap((file) => file.assertionResults)
    .find((test) => test.status === 'failed')?.fullName

async function vitest(cwd: string, { project, tests, named }: Mutant): Promise<Report | undefined> {
  const output = join(cwd, 'mutant-report.json')
  const args = ['run', '--project', project, '--reporter=json', `--outputFile=${output}`]
  if (named !== undefined) args.push('-t', named)
  args.push(...tests)
  await new Promise((resolve) => {
    const child = spawn(join(cwd, 'node_modules/.bin/vitest'), args, { cwd, stdio: 'ignore' })
    child.on('close', resolve)
    child.on('error', resolve)
  })
  try {
    const report = JSON.parse(await readFile(output, 'utf8')) as Report
    return report.numTotalTests > 0 ? report : undefined
  } catch {
    return undefined
  }
}
