import type { ProductFields } from '../product.ts'
import { foldWords, QUERY_LENGTH, QUERY_WORDS } from './fold.ts'
import { type Match, Vocabulary } from './vocabulary.ts'

/** What search reads of a product. */
export type Searchable = Pick<ProductFields, 'names' | 'brand' | 'aisle' | 'shelf' | 'words'>
export type Hit = { id: string; score: number }

/**
 * What a word is worth by where it stands. A name says first what the thing is ("Tomato ketchup, no onion"), and its
 * last word there is the noun: in English, Tamil and Hindi alike, tomato ketchup is a ketchup.
 */
const NAME_NOUN = 1.4
const NAME = 1
const NAME_REST = 0.7
const WORDS = 0.9
const SHELF = 0.6
const BRAND = 0.6
const AISLE = 0.3

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
      for (const [product, worth] of best(vocabulary.match(word))) {
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

/** Each word of a product with what it is worth; one that says the same in several places is worth their sum. */
function weigh(product: Searchable): Map<string, number> {
  const weights = new Map<string, number>()
  const add = (words: string[], worth: number) => {
    for (const word of new Set(words)) {
      weights.set(word, (weights.get(word) ?? 0) + worth)
    }
  }
  for (const name of Object.values(product.names)) {
    if (name === undefined) continue
    const { head, rest } = cutName(name)
    const noun = head.at(-1)
    add(head, NAME)
    if (noun) add([noun], NAME_NOUN - NAME)
    add(
      rest.filter((word) => !head.includes(word)),
      NAME_REST,
    )
  }
  add(foldWords(product.words ?? ''), WORDS)
  add(foldWords(product.shelf), SHELF)
  add(foldWords(product.brand ?? ''), BRAND)
  add(foldWords(product.aisle), AISLE)
  return weights
}

/** "Milk - toned, 500 ml" is headed by "Milk". */
function cutName(name: string): { head: string[]; rest: string[] } {
  const at = name.search(/[,(/:+]|\s[-–]/)
  return at > 0
    ? { head: foldWords(name.slice(0, at)), rest: foldWords(name.slice(at)) }
    : { head: foldWords(name), rest: [] }
}

/** How much a name says besides; what follows its head counts less. */
function lengthOf(name: string): number {
  const { head, rest } = cutName(name)
  return head.length + rest.length / 4
}

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
