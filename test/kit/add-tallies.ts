type Tally = { [key: string]: number | string[] | Record<string, number> }

/** Two tallies of one sort as one: what is counted adds up, lists follow each other, of `slowest…` the larger counts. */
export function addTallies<T extends object>(one: T, other: T): T {
  const [a, b] = [one as Tally, other as Tally]
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  const added = keys.map((key) => [key, addValues(key, a[key], b[key])])
  return Object.fromEntries(added) as T
}

function addValues(key: string, a: Tally[string] | undefined, b: Tally[string] | undefined) {
  if (a === undefined || b === undefined) return a ?? b
  if (typeof a === 'number' && typeof b === 'number')
    return key.startsWith('slowest') ? Math.max(a, b) : a + b
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
  return addTallies(a as Record<string, number>, b as Record<string, number>)
}
