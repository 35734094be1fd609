import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** What a file imports at once: no types, nothing that is fetched later. */
function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/^(?:import|export)\s+(?!type\b)([^'"]*?from\s+)?'([^']+)'/gm)]
    .filter(([, names = '']) => !/^\{(\s*type [^,}]+,?)+\s*\}/.test(names))
    .map(([, , from]) => from as string)
}

function graphOf(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string) => {
    if (files.has(file) || !existsSync(file)) return
    files.add(file)
    for (const from of importsOf(file)) {
      if (from.startsWith('.')) visit(join(dirname(file), from))
      else packages.add(from)
    }
  }
  visit(entry)
  return { files, packages }
}

for (const entry of ['index.ts', 'web.ts']) {
  test(`${entry} brings no document engine, no socket and no wasm to the first paint`, () => {
    const { files, packages } = graphOf(fileURLToPath(new URL(entry, import.meta.url)))
    const names = [...files].map((file) => file.split('/').at(-1))
    expect(names).toContain('notebook.ts')
    for (const late of [
      'documents.ts',
      'drain.ts',
      'line.ts',
      'uplink.ts',
      'frames.ts',
      'genesis.ts',
    ])
      expect(names).not.toContain(late)
    // `slim` is there for Counter and ImmutableString alone, which need no wasm.
    expect([...packages].sort()).toEqual(
      [
        '@automerge/automerge/slim',
        ...(entry === 'web.ts' ? ['@automerge/automerge-repo-storage-indexeddb'] : []),
        'bs58check',
        'fast-sha256',
        ...(entry === 'web.ts' ? ['uuid'] : []),
        'valibot',
      ].sort(),
    )
  })
}
