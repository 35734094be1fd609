import { expect, test } from 'vitest'
import { breaches } from './layers.ts'
import { sources } from './sources.ts'

const imports = (path: string, ...lines: string[]) =>
  breaches([{ path, text: lines.join('\n') }]).map(({ imports }) => imports)

test('every file imports only what its room may', () => {
  expect(breaches(sources)).toEqual([])
})

test('a kind that takes a breath of SQL, or another kind, is caught', () => {
  expect(
    imports(
      'intents/checkout/kind.ts',
      "import { Pool } from 'pg'",
      "import { decide } from './decide.ts'",
      "import { stock } from '../../schema/areas/stock.ts'",
      "import { shape } from '../publish-stock/shape.ts'",
    ),
  ).toEqual(['pg', 'intents/publish-stock/shape.ts'])
})

test('a rule that sees a table is caught, also when it imports it late', () => {
  expect(
    imports(
      'intents/checkout/decide.ts',
      "const { stock } = await import('../../schema/areas/stock.ts')",
      "export * from '../../schema/areas/orders.ts'",
    ),
  ).toEqual(['schema/areas/stock.ts', 'schema/areas/orders.ts'])
})

test('the client takes the type of the app and nothing else from the server', () => {
  const app = "from '../../server/app.ts'"
  expect(imports('client/api/call.ts', `import type { App } ${app}`)).toEqual([])
  expect(imports('client/api/call.ts', `import { type App } ${app}`)).toEqual([])
  expect(imports('client/api/call.ts', `import { app } ${app}`)).toEqual(['server/app.ts'])
  expect(imports('client/api/call.ts', "import { readFile } from 'node:fs/promises'")).toEqual([
    'node:fs/promises',
  ])
})

test('the engine knows nothing of shops', () => {
  expect(
    imports('engine/host/host.ts', "import { storeLane } from '../../schema/lanes.ts'"),
  ).toEqual(['schema/lanes.ts'])
})
