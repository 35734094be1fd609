import ts from 'typescript'
import { isTest, parse, type Source, visit } from './sources.ts'

/** Every code with which something can be answered no, by who says it; and where a code is made up at run time. */
export type Codes = { business: string[]; host: string[]; http: string[]; made: string[] }

export function codesIn(sources: readonly Source[]): Codes {
  const made: string[] = []
  const business = new Set<string>()
  for (const source of sources) {
    if (!/^(intents|engine\/authority)\//.test(source.path) || isTest(source.path)) continue
    visit(parse(source), (node) => {
      if (!ts.isCallExpression(node) || !/^(refuse|reason)$/.test(node.expression.getText())) return
      const [code] = node.arguments
      if (code && ts.isStringLiteral(code)) business.add(code.text)
      else made.push(source.path)
    })
  }
  const at = (path: string) => sources.find((source) => source.path === path) as Source
  // What `notRunning` gives is refused as it is.
  for (const code of literalsOf(at('schema/roles.ts'), 'notRunning')) business.add(code)
  return {
    business: [...business].sort(),
    host: literalsOf(at('engine/host/refusal.ts'), 'Reason'),
    http: keysOf(at('server/http/problem.ts'), 'problems'),
    made: [...new Set(made)].sort(),
  }
}

/** The literals of a named union, or of what a named function gives. */
function literalsOf(source: Source, name: string): string[] {
  const found: string[] = []
  visit(parse(source), (node) => {
    const type =
      ts.isTypeAliasDeclaration(node) && node.name.text === name
        ? node.type
        : ts.isFunctionDeclaration(node) && node.name?.text === name
          ? node.type
          : undefined
    if (!type) return
    visit(type, (part) => {
      if (ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal)) {
        found.push(part.literal.text)
      }
    })
  })
  return found
}

function keysOf(source: Source, name: string): string[] {
  const found: string[] = []
  visit(parse(source), (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== name) return
    visit(node, (part) => {
      if (ts.isPropertyAssignment(part)) found.push(part.name.getText().replaceAll("'", ''))
    })
  })
  return found
}
