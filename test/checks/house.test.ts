import { expect, test } from 'vitest'
import { importsOf } from './imports.ts'
import { isTest, type Source, sources } from './sources.ts'

const LONGEST = 350
const MEDIAN = 90

const lines = ({ path, text }: Source, pattern: RegExp) =>
  text
    .split('\n')
    .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : []))

test('no file is longer than two looks, and half of them fit one', () => {
  const long = sources.filter((source) => source.lines > LONGEST)
  expect(long.map(({ path, lines }) => `${path} has ${lines} lines`)).toEqual([])
  const lengths = sources.map((source) => source.lines).sort((a, b) => a - b)
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MEDIAN)
})

test('nothing is left to be done later, and nothing is switched off', () => {
  // Spelled in parts, so that this file does not find itself.
  const left = new RegExp(
    `\\b(${['TO', 'FIX'].map((a) => `${a}${a === 'TO' ? 'DO' : 'ME'}`).join('|')})\\b`,
  )
  const off = new RegExp(
    `@ts-${'(ignore|nocheck|expect-error)'}|\\b(test|it|describe)\\.(skip|only|todo)\\(`,
  )
  const others = sources.filter(({ path }) => path !== 'test/checks/house.test.ts')
  expect(others.flatMap((source) => [...lines(source, left), ...lines(source, off)])).toEqual([])
})

test('product code logs through its log, not to the console', () => {
  const product = sources.filter(({ path }) =>
    /^(engine|schema|intents|server|client)\//.test(path),
  )
  expect(product.flatMap((source) => lines(source, /\bconsole\.\w+\(/))).toEqual([])
})

/** Only these start the wasm; all else takes the slim entries, which share it. */
const starters = [
  /^server\/(main|import\/main|demo\/main)\.ts$/,
  /^engine\/(host|replica)\/.*(worker|wasm)[^/]*\.ts$/,
  /^(bench|test)\//,
]

test('Automerge with its wasm is imported only where a process begins', () => {
  const fat = sources
    .filter(({ path }) => !isTest(path) && !starters.some((pattern) => pattern.test(path)))
    .filter((source) =>
      importsOf(source).some(
        ({ of, typeOnly }) => !typeOnly && /^@automerge\/automerge(-repo)?$/.test(of),
      ),
    )
  expect(fat.map(({ path }) => path)).toEqual([])
})

test('files are named in kebab-case', () => {
  const odd = sources.filter(({ path }) => !/^[a-z0-9./-]+$/.test(path))
  expect(odd.map(({ path }) => path)).toEqual([])
})
