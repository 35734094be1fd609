import { foldWords, QUERY_LENGTH, QUERY_WORDS } from './fold.ts'
import { lengthOf, type Searchable, weigh } from './product-words.ts'
import { type Match, Vocabulary } from './vocabulary.ts'

export type Hit = { id: string; score: number }

/** The last word of a query is its noun too ("whole milk", "brown bread"): it weighs more. */
const NOUN = 2

/**
 * Search on the device, with no network: every product whose words begin with, sound like, or are nearly the words
 * typed, best first. Grows and shrinks with the catalogue as facts arrive.
 */
export function productIndex() {
  const vocabulary = new Vocabulary()
  const numbers = new Map<string, number>()
  const ids: string[] = []
  const free: number[] = []
  const nameLengths: number[] = []

  const remove = (id: string) => {
    const number = numbers.get(id)
    if (number === undefined) return
    vocabulary.forget(number)
    numbers.delete(id)
    free.push(number)
  }

  const put = (id: string, product: Searchable) => {
    remove(id)
    const number = free.pop() ?? ids.length
    ids[number] = id
    numbers.set(id, number)
    nameLengths[number] = lengthOf(product.names.en)
    vocabulary.learn(number, weigh(product))
  }

  const find = (query: string, limit: number): Hit[] => {
    const typed = foldWords(query.slice(0, QUERY_LENGTH)).slice(0, QUERY_WORDS)
    const score = new Map<number, number>()
    const covered = new Map<number, number>()
    typed.forEach((word, at) => {
      const noun = at === typed.length - 1 ? NOUN : 1
      const matches = vocabulary.match(word)
      // "tooth paste" also means toothpaste: a word joined with its neighbour stands for either.
      const before = typed[at - 1]
      const after = typed[at + 1]
      if (before) matches.push(...vocabulary.beginningWith(before + word))
      if (after) matches.push(...vocabulary.beginningWith(word + after))
      for (const [product, worth] of best(matches)) {
        score.set(product, (score.get(product) ?? 0) + worth * noun)
        covered.set(product, (covered.get(product) ?? 0) + noun)
      }
    })
    const whole = typed.length - 1 + NOUN
    const hits: Hit[] = []
    for (const [product, sum] of score) {
      const share = (covered.get(product) as number) / whole
      // Short names that are all about the query come before long ones that mention it.
      const plain = 1 + 1 / (1 + (nameLengths[product] as number))
      hits.push({ id: ids[product] as string, score: sum * share * share * plain })
    }
    return hits
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
      .slice(0, limit)
  }

  return {
    put,
    remove,
    find,
    get size() {
      return numbers.size
    },
  }
}
export type ProductIndex = ReturnType<typeof productIndex>

/** For one typed word, the best of what each product has for it. */
function best(matches: Iterable<Match>): Map<number, number> {
  const found = new Map<number, number>()
  for (const { products, quality } of matches) {
    for (const [product, weight] of products) {
      const worth = weight * quality
      if (worth > (found.get(product) ?? 0)) found.set(product, worth)
    }
  }
  return found
}
