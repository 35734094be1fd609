/** Longest query, in UTF-16 code units, and most words of it that are looked at. */
export const QUERY_LENGTH = 120
export const QUERY_WORDS = 8

/**
 * The words of a text as search compares them: lower case, without accents, nukta and joiners, numbers cut from
 * letters ("500g" is "500", "g"), English plurals taken off. Works alike for Latin, Tamil and Devanagari letters; what
 * the server keeps in Postgres is folded by the same function.
 */
export function foldWords(text: string): string[] {
  const plain = text.toLowerCase().normalize('NFKD').replace(DROPPED, '')
  return (plain.match(WORD) ?? []).map(singular)
}

// Latin accents, the Devanagari nukta, zero-width joiners, and apostrophes ("men's" is "mens").
const DROPPED = /[\u0300-\u036f\u093c\u200b-\u200d\ufeff'’]/g
const WORD = /\p{N}+|[\p{L}\p{M}]+/gu

/** "tomatoes", "berries" and "eggs" as people also type them; only for Latin words long enough to have a plural. */
function singular(word: string): string {
  if (word.length < 4 || !/^[a-z]+s$/.test(word) || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  if (/(oes|ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

/**
 * How a romanised word sounds, roughly, so that dudh, doodh and dhoodh are one word, and idly is idli. Words in other
 * scripts sound as they are written.
 */
export function soundOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word
  return word
    .replace(/ph/g, 'f')
    .replace(/ee|ea|ii/g, 'i')
    .replace(/oo|ou/g, 'u')
    .replace(/ck|q/g, 'k')
    .replace(/([bcdgjkpstz])h/g, '$1')
    .replace(/z/g, 'j')
    .replace(/w/g, 'v')
    .replace(/y/g, 'i')
    .replace(/(.)\1+/g, '$1')
}
