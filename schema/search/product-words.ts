import type { ProductFields } from '../product.ts'
import { foldWords } from './fold.ts'

/** What search reads of a product. */
export type Searchable = Pick<ProductFields, 'names' | 'brand' | 'aisle' | 'shelf' | 'words'>

/**
 * What a word is worth by where it stands. A name says first what the thing is ("Tomato ketchup, no onion"), and its
 * last word there is the noun: in English, Tamil and Hindi alike, tomato ketchup is a ketchup.
 */
const NAME_NOUN = 1.4
const NAME = 1
const NAME_REST = 0.7
const WORDS = 0.9
/** Shared among the words of the shelf's name: "Milk" says more of what stands there than "Flavoured milk". */
const SHELF = 0.8
const BRAND = 0.6
const AISLE = 0.3

/** Each word of a product with what it is worth; one that is said in several places is worth their sum. */
export function weigh(product: Searchable): Map<string, number> {
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
  // Other words for it add nothing to a word that the name has already.
  const others = foldWords(product.words ?? '').filter((word) => !weights.has(word))
  add(others, WORDS)
  const shelf = foldWords(product.shelf)
  add(shelf, SHELF / Math.max(1, shelf.length))
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
export function lengthOf(name: string): number {
  const { head, rest } = cutName(name)
  return head.length + rest.length / 4
}
