/** What cannot happen stops the program and says what it saw. Kept in production. */
export function assert(holds: unknown, saw: string): asserts holds {
  if (!holds) throw new Error(`assertion failed: ${saw}`)
}

/** For the default of a `switch` over a union: the compiler finds the case you forgot. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
