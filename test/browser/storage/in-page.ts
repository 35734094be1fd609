import { GLOBAL_EXPECT, JestChaiExpect, JestExtend, setState } from '@vitest/expect'
import * as chai from 'chai'

/**
 * As much of the test runner as our suites use, for running them inside a page: tests are collected under their names,
 * and `runAll` gives what each came to.
 */
type Hook = (context: object) => unknown
type Scope = { name: string; before: Hook[] }

const scopes: Scope[] = [{ name: '', before: [] }]
const collected: { name: string; run(): Promise<void> }[] = []

chai.use(JestExtend)
chai.use(JestChaiExpect)
export const expect = (value: unknown, message?: string) => chai.expect(value, message)
setState({ assertionCalls: 0 } as never, expect as never)
Object.assign(globalThis, { [GLOBAL_EXPECT]: expect })

export function describe(name: string, collect: () => void): void {
  scopes.push({ name, before: [] })
  collect()
  scopes.pop()
}

export function beforeEach(hook: Hook): void {
  scopes.at(-1)?.before.push(hook)
}

export function test(name: string, run: Hook): void {
  const within = [...scopes]
  const names = [...within.map((scope) => scope.name), name].filter((one) => one !== '')
  collected.push({
    name: names.join(' › '),
    async run() {
      const context = {}
      const after: unknown[] = []
      for (const hook of within.flatMap((scope) => scope.before)) after.push(await hook(context))
      await run(context)
      for (const end of after.reverse()) if (typeof end === 'function') await end()
    },
  })
}
export const it = test

export type Result = { name: string; error?: string }

export async function runAll(): Promise<Result[]> {
  const results: Result[] = []
  for (const { name, run } of collected) {
    const error = await run().then(
      () => undefined,
      (caught) => String(caught?.stack ?? caught),
    )
    results.push(error === undefined ? { name } : { name, error })
  }
  return results
}
