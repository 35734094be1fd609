import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { words as en } from './en/index.ts'
import { words as hi } from './hi/index.ts'
import { words as ta } from './ta/index.ts'

const client = join(import.meta.dirname, '..')
type Tree = { [key: string]: string | Tree }

const flat = (tree: Tree, at = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[at + key, value] as [string, string]]
      : flat(value, `${at}${key}.`),
  )
const blanks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()

const english = new Map(flat(en))
const others = { ta: flat(ta), hi: flat(hi) }

const sources = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.tsx?$/.test(path) && !/test\.ts|^(words|gallery|build)\//.test(path),
)
const code = [
  ...sources.map((path) => readFileSync(join(client, path), 'utf8')),
  ...['say.ts', 'sentence.ts', 'clock.ts', 'no.ts'].map((path) =>
    readFileSync(join(client, 'words', path), 'utf8'),
  ),
].join('\n')

test.each(Object.entries(others))('%s has every sentence and none of its own', (_, own) => {
  expect(own.map(([key]) => key).sort()).toEqual([...english.keys()].sort())
})

test.each(Object.entries(others))('%s fills the same blanks as English', (_, own) => {
  for (const [key, text] of own) {
    // A sentence for exactly one may leave the number out.
    const wanted = blanks(english.get(key) ?? '').filter((b) => b !== '{{n}}')
    expect([key, blanks(text).filter((b) => b !== '{{n}}')]).toEqual([key, wanted])
  }
})

test.each([
  ['ta', /\p{Script=Tamil}/u],
  ['hi', /\p{Script=Devanagari}/u],
] as const)('%s is written in its own script', (language, script) => {
  const bare = others[language].filter(([, text]) => {
    const said = text.replace(/\{\{\w+\}\}/g, '')
    return /\p{L}/u.test(said.replace(/MRP|GST/g, '')) && !script.test(said)
  })
  expect(bare).toEqual([])
})

/** Keys made at run time: the wire's codes, steps and choices. */
const MADE = /^(problem|broken|step|else|unit|tick|product|member)\./

test('every sentence is said somewhere', () => {
  const keys = new Set([...english.keys()].map((key) => key.replace(/\.(one|other)$/, '')))
  const unsaid = [...keys].filter((key) => !MADE.test(key) && !code.includes(`'${key}'`))
  expect(unsaid).toEqual([])
})

test('no screen speaks English by itself', () => {
  const spoken = sources
    .filter((path) => path.endsWith('.tsx'))
    .flatMap((path) => {
      const text = readFileSync(join(client, path), 'utf8')
      return [...text.matchAll(/(?<==)"[A-Z][a-z]+ [^"]*"|>\s*([A-Za-z]{3,}[^<>{}=;]*)<\//g)].map(
        ([found]) => `${path}: ${found}`,
      )
    })
    // The name of the house is the same in every language.
    .filter((found) => !/>Haat<|^screens\/welcome\//.test(found))
  expect(spoken).toEqual([])
})
