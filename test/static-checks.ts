import { check, type Tally } from './kit/step.ts'

/** What can be seen without running the product. Both compilers run at once: one core each. */
export async function staticChecks(): Promise<Tally[]> {
  const compilers = await Promise.all([
    check('types: engine, schema, intents, server, bench, test', 'tsc', [
      '-p',
      '.',
      ...incremental('server'),
    ]),
    check('types: client', 'tsc', ['-p', 'client', ...incremental('client')]),
  ])
  return [
    ...compilers,
    await check('migrations say what the tables say', 'tsx', [
      'server/migrations/regenerate.ts',
      '--check',
    ]),
    await check('format and lint', 'biome', ['ci', '--max-diagnostics=40', '--colors=off', '.']),
  ]
}

/** What did not change is not checked twice. */
const incremental = (name: string) => [
  '--incremental',
  '--tsBuildInfoFile',
  `node_modules/.cache/tsc/${name}.tsbuildinfo`,
]
