/** The command line asks for something that there is not. Its sentence is the whole answer. */
export class AskedWrong extends Error {}

/** Those of `known` that a list with commas names, in their own order, or all if there is none. Refuses a name that nobody has. */
export function chosen<Name extends string>(
  list: string | undefined,
  known: readonly Name[],
): Name[] {
  if (list === undefined) return [...known]
  const named = list.split(',').map((name) => name.trim())
  const unknown = named.find((name) => !known.includes(name as Name))
  if (unknown !== undefined)
    throw new AskedWrong(`There is no "${unknown}". There is: ${known.join(', ')}.`)
  return known.filter((name) => named.includes(name))
}

/** Runs a program; if it was asked wrong, it ends with a sentence and 2 instead of a stack. */
export async function answering(program: () => Promise<void>): Promise<void> {
  try {
    await program()
  } catch (error) {
    if (!isAskedWrong(error)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}

const isAskedWrong = (error: unknown): error is Error =>
  error instanceof AskedWrong ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
