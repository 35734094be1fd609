import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/** What one part of the proof came to. A part that did not run to its end has failed at least once. */
export type Tally = {
  name: string
  passed: number
  failed: number
  skipped: number
  seconds: number
  /** Files and names of the tests that failed, for whoever sees only the end of a long output. */
  which?: string[]
}

const root = join(import.meta.dirname, '..', '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)

/** A program whose exit code is the answer; it speaks only when it failed. */
export async function check(name: string, command: string, args: string[]): Promise<Tally> {
  const began = performance.now()
  const { code, output } = await run(bin(command), args, 'kept')
  const failed = code === 0 ? 0 : 1
  if (failed) process.stdout.write(`\n${output}\n`)
  const seconds = since(began)
  print(`${failed ? '✗' : '✓'} ${name} (${seconds} s)`)
  return { name, passed: 1 - failed, failed, skipped: 0, seconds }
}

/** For tests that only compute: left alone, vitest keeps a core for itself, which on two cores is half of them. */
export const everyCore = ['--maxWorkers=100%']

/** The tests of some projects of `vitest.config.ts`. */
export async function vitest(projects: readonly string[], more: string[] = []): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), 'haat-report-'))
  const report = join(dir, 'report.json')
  const began = performance.now()
  const chosen = projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(bin('vitest'), ['run', ...chosen, ...reporters, ...more], 'shown')
  const told = await readFile(report, 'utf8').then(JSON.parse, () => ({}))
  await rm(dir, { recursive: true })
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = told
  // A file that fails to load, or an error outside a test, counts too: the exit code knows.
  const failed = Math.max(numFailedTests, code === 0 ? 0 : 1)
  const skipped = numPendingTests + numTodoTests
  return {
    name: projects.join(', '),
    passed: numPassedTests,
    failed,
    skipped,
    seconds: since(began),
    which: failures(told),
  }
}

/** Vitest's JSON report, which is Jest's. */
type Report = {
  testResults?: { name: string; assertionResults: { status: string; fullName: string }[] }[]
}

const failures = ({ testResults = [] }: Report): string[] =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  )

/** A program of ours that prints its own story; it passes or fails as a whole. */
export async function program(name: string, args: string[]): Promise<Tally> {
  const began = performance.now()
  const { code } = await run(bin('tsx'), args, 'shown')
  const failed = code === 0 ? 0 : 1
  return { name, passed: 1 - failed, failed, skipped: 0, seconds: since(began) }
}

/** The last line is read by machines. */
export function conclude(tallies: readonly Tally[]): never {
  const sum = (key: 'passed' | 'failed' | 'skipped') =>
    tallies.reduce((total, tally) => total + tally[key], 0)
  print('')
  for (const { name, passed, failed, skipped, seconds, which = [] } of tallies) {
    const left = skipped ? `, ${skipped} skipped` : ''
    print(`${failed ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed${left} (${seconds} s)`)
    for (const one of which) print(`    ✗ ${one}`)
  }
  print(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exit(sum('failed') === 0 ? 0 : 1)
}

export const print = (line: string) => process.stdout.write(`${line}\n`)

const since = (began: number) => Math.round((performance.now() - began) / 100) / 10

function run(
  file: string,
  args: readonly string[],
  output: 'kept' | 'shown',
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: [
        'ignore',
        output === 'shown' ? 'inherit' : 'pipe',
        output === 'shown' ? 'inherit' : 'pipe',
      ],
    })
    let kept = ''
    child.stdout?.on('data', (chunk) => (kept += chunk))
    child.stderr?.on('data', (chunk) => (kept += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output: kept }))
  })
}
