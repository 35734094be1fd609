import ts from 'typescript'
import { isTest, parse, type Source, visit } from './sources.ts'

/** Files that are the world: what stands in for them in simulation is another implementation. */
const world = [
  /^engine\/model\/real-env\.ts$/,
  /^engine\/replica\/.*\/?(web|browser|socket|dial)[^/]*\.ts$/,
  /^engine\/host\/.*worker[^/]*\.ts$/,
]

/** Rooms whose code must run the same in simulation, where time is virtual and chance has a seed. */
const pure = /^(engine|schema|intents)\//

const names = new Set(['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'WebSocket', 'crypto'])
const members = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'process.hrtime',
  'globalThis.crypto',
  'globalThis.fetch',
])
const packages = /^(node:)?(crypto|timers|timers\/promises|http|https|net|perf_hooks)$/

export type Worldly = { file: string; line: number; uses: string }

/** Clocks, chance and network taken from anywhere but an argument. */
export function worldly(files: readonly Source[]): Worldly[] {
  return files.filter(({ path }) => pure.test(path) && !excused(path)).flatMap(uses)
}

const excused = (path: string) => isTest(path) || world.some((pattern) => pattern.test(path))

function uses(source: Source): Worldly[] {
  const tree = parse(source)
  const found: Worldly[] = []
  const add = (node: ts.Node, what: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart())
    found.push({ file: source.path, line: line + 1, uses: what })
  }
  visit(tree, (node) => {
    if (ts.isPropertyAccessExpression(node) && members.has(node.getText()))
      add(node, node.getText())
    else if (ts.isNewExpression(node)) {
      const made = node.expression.getText()
      if (made === 'WebSocket' || (made === 'Date' && !node.arguments?.length))
        add(node, `new ${made}`)
    } else if (ts.isCallExpression(node) && names.has(node.expression.getText())) {
      add(node, node.expression.getText())
    } else if (ts.isImportDeclaration(node) && !node.importClause?.phaseModifier) {
      const from = (node.moduleSpecifier as ts.StringLiteral).text
      if (packages.test(from) && !hashesOnly(node)) add(node, from)
    }
  })
  return found
}

/** A hash is a function of its input: it may come from `node:crypto`. */
function hashesOnly(node: ts.ImportDeclaration): boolean {
  const named = node.importClause?.namedBindings
  if (!named || !ts.isNamedImports(named)) return false
  return named.elements.every(({ name }) =>
    ['createHash', 'createHmac', 'hash'].includes(name.text),
  )
}
