import { posix } from 'node:path'
import ts from 'typescript'
import { parse, type Source, visit } from './sources.ts'

/** One import: of a file of ours, as a path from the project's directory, or of a package, as written. */
export type Import = { of: string; ours: boolean; typeOnly: boolean }

/** All imports of a file: static, re-exported, dynamic, `new URL(…, import.meta.url)` of a source included. */
export function importsOf(source: Pick<Source, 'path' | 'text'>): Import[] {
  const found: Import[] = []
  visit(parse(source), (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false)
    } else if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
      const [first] = node.arguments ?? []
      if (first && ts.isStringLiteral(first) && /^\.{1,2}\/.*\.tsx?$/.test(first.text)) {
        add(first, false)
      }
    }
  })
  return found

  function add(specifier: ts.Node | undefined, typeOnly: boolean) {
    if (!specifier || !ts.isStringLiteral(specifier)) return
    const text = specifier.text.replace(/\?.*$/, '')
    const ours = text.startsWith('.')
    const of = ours ? posix.normalize(posix.join(posix.dirname(source.path), text)) : text
    found.push({ of, ours, typeOnly })
  }
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  if (clause.name || !named || !ts.isNamedImports(named)) return false
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly)
}
