import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

/** The project's directory; paths of sources are written from here, with forward slashes. */
const root = join(import.meta.dirname, '..', '..')

const rooms = ['engine', 'schema', 'intents', 'server', 'client', 'bench', 'test']
const skipped = new Set(['node_modules', 'dist', 'peers'])

export type Source = { path: string; text: string; lines: number }

/** Every TypeScript file we wrote. */
export const sources: readonly Source[] = rooms.flatMap((room) => walk(join(root, room)))

/** A test, or what only tests use: they may import what they test with. */
export const isTest = (path: string) => /\.test\.tsx?$|\/testing\//.test(path)

function walk(dir: string): Source[] {
  if (!statSync(dir, { throwIfNoEntry: false })) return []
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path)
    if (!/\.tsx?$/.test(entry.name) || entry.name.endsWith('.d.ts')) return []
    const text = readFileSync(path, 'utf8')
    return [{ path: shown(path), text, lines: text.split('\n').length - 1 }]
  })
}

function shown(path: string): string {
  return relative(root, path).replaceAll('\\', '/')
}

export function parse({ path, text }: Pick<Source, 'path' | 'text'>): ts.SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind)
}

/** Visits a tree from the whole to the detail. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => visit(child, look))
}
