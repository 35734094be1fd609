/** Mistakes allowed in a word: none in short ones, where every mistake makes another word. */
export const mistakesAllowed = (word: string): number =>
  word.length < 4 ? 0 : word.length < 8 ? 1 : 2

/**
 * How many mistakes (a letter missing, added, changed, or two swapped) turn `typed` into `word`, or into a beginning
 * of it when `asPrefix`; above `most` it is `most + 1`. Optimal string alignment distance, in time |typed| × |word|.
 */
export function mistakes(
  typed: string,
  word: string,
  { most, asPrefix }: { most: number; asPrefix: boolean },
): number {
  const width = asPrefix ? Math.min(word.length, typed.length + most) : word.length
  if (Math.abs(width - typed.length) > most && width < typed.length) return most + 1
  if (width - typed.length > most) return most + 1
  let before: number[] = []
  let above = Array.from({ length: width + 1 }, (_, column) => column)
  for (let row = 1; row <= typed.length; row++) {
    const here = [row]
    let least = row
    for (let column = 1; column <= width; column++) {
      const same = typed[row - 1] === word[column - 1]
      let cost = Math.min(
        (above[column] as number) + 1,
        (here[column - 1] as number) + 1,
        (above[column - 1] as number) + (same ? 0 : 1),
      )
      const swapped = typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]
      if (row > 1 && column > 1 && swapped) {
        cost = Math.min(cost, (before[column - 2] as number) + 1)
      }
      here.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return most + 1
    before = above
    above = here
  }
  const found = asPrefix ? Math.min(...above) : (above[width] as number)
  return Math.min(found, most + 1)
}
