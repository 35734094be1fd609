import { parseArgs } from 'node:util'
import { chosen } from '../kit/asked.ts'
import { type NemesisName, nemesisNames } from './nemeses/all.ts'

export type ChaosOptions = {
  minutes: number
  seed: number
  nemeses: readonly NemesisName[]
  json?: string
}

export const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--nemesis LIST] [--json FILE]

  Two nodes, their Postgres and devices in processes of their own, all of which break for N minutes (1 unless said
  otherwise): ${nemesisNames.join(', ')}.
  --nemesis names some of them, with commas between. Exit code 1 if a law was broken, something is stuck, or nothing
  happened.
`

/** The options, or the sentence that says which is wrong. */
export function readOptions(argv: readonly string[]): ChaosOptions | { wrong: string } {
  const text = { type: 'string' } as const
  let values: { [name: string]: string | undefined }
  try {
    const options = { minutes: text, seed: text, nemesis: text, json: text }
    values = parseArgs({ args: [...argv], options }).values
  } catch (error) {
    return { wrong: (error as Error).message }
  }
  const minutes = Number(values.minutes ?? 1)
  if (!(minutes > 0 && minutes <= 24 * 60)) return { wrong: '--minutes is a number above 0.' }
  const seed = Number(values.seed ?? 1 + Math.floor(Math.random() * 1e6))
  if (!Number.isSafeInteger(seed) || seed < 1) return { wrong: '--seed is a whole number above 0.' }
  try {
    const nemeses = chosen(values.nemesis, nemesisNames)
    return { minutes, seed, nemeses, ...(values.json && { json: values.json }) }
  } catch (error) {
    return { wrong: `--nemesis: ${(error as Error).message}` }
  }
}
