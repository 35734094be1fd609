import { foldWords, QUERY_LENGTH, QUERY_WORDS, soundOf } from '../../schema/search/fold.ts'

/** A typed text as Postgres is asked: `some` of its words, `every` one of them, and its folded letters. */
export type TextQuery = { some: string; every: string; folded: string }

/** The tsqueries of what somebody typed, or nothing if there is no word in it. Each word may be only begun. */
export function textQuery(typed: string): TextQuery | undefined {
  const words = foldWords(typed.slice(0, QUERY_LENGTH)).slice(0, QUERY_WORDS)
  if (words.length === 0) return undefined
  const each = words.map((word, at) => {
    const after = words[at + 1]
    const before = words[at - 1]
    const ways = [lexeme(word), ...sounds(word)]
    if (word.endsWith('y')) ways.push(lexeme(`${word.slice(0, -1)}ies`))
    if (after) ways.push(lexeme(word + after))
    if (before) ways.push(lexeme(before + word))
    return `(${ways.join(' | ')})`
  })
  return { some: each.join(' | '), every: each.join(' & '), folded: words.join(' ') }
}

// Folded words hold letters, marks and digits only, so nothing in them needs escaping inside quotes.
const lexeme = (word: string) => `'${word}':*`

function sounds(word: string): string[] {
  const sound = soundOf(word)
  return /^[a-z]{2,}$/.test(sound) ? [`'~${sound}':*`] : []
}
