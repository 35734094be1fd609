import { soundOf } from './fold.ts'
import { mistakes, mistakesAllowed } from './typo.ts'

/** Products by number, with what the word is worth in each. */
type Products = Map<number, number>
export type Match = { products: Products; quality: number }

/** How near a known word is to the one typed. */
const EXACT = 1
const BEGINS = 0.7
const SOUNDS = 0.6
const BEGINS_TO_SOUND = 0.4
const ONE_MISTAKE = 0.45
const TWO_MISTAKES = 0.3

/** A word this rare or rarer counts in full; commoner ones for less, down to `COMMON`. */
const RARE = 0.002
const COMMON = 0.5

/** All words of all products, in order, so that those with one beginning stand together. */
export class Vocabulary {
  #words = new Map<string, Products>()
  #wordsOf = new Map<number, string[]>()
  #sorted: string[] | undefined
  #sounds: { sound: string; word: string }[] = []

  learn(product: number, weights: ReadonlyMap<string, number>): void {
    this.#wordsOf.set(product, [...weights.keys()])
    for (const [word, weight] of weights) {
      const products = this.#words.get(word)
      if (products) products.set(product, weight)
      else {
        this.#words.set(word, new Map([[product, weight]]))
        this.#sorted = undefined
      }
    }
  }

  forget(product: number): void {
    for (const word of this.#wordsOf.get(product) ?? []) {
      const products = this.#words.get(word)
      products?.delete(product)
      if (products?.size === 0) {
        this.#words.delete(word)
        this.#sorted = undefined
      }
    }
    this.#wordsOf.delete(product)
  }

  /** Known words near the typed one. Mistakes are looked for only when nothing begins or sounds like it. */
  match(typed: string): Match[] {
    const sorted = this.#inOrder()
    const found = this.#begin(typed)
    const sound = soundOf(typed)
    if (sound.length > 1) {
      for (const { word, sound: other } of startingWith(this.#sounds, sound, (s) => s.sound)) {
        if (!found.has(word))
          found.set(word, other === sound ? SOUNDS : BEGINS_TO_SOUND * closeness(sound, other))
      }
    }
    if (found.size === 0) {
      const most = mistakesAllowed(typed)
      for (const word of most > 0 ? sorted : []) {
        const made = mistakes(typed, word, { most, asPrefix: true })
        if (made <= most) {
          found.set(word, (made === 1 ? ONE_MISTAKE : TWO_MISTAKES) * closeness(typed, word))
        }
      }
    }
    return this.#matches(found)
  }

  /** Known words that begin with the typed one; nothing that only sounds like it. */
  beginningWith(typed: string): Match[] {
    return this.#matches(this.#begin(typed))
  }

  #begin(typed: string): Map<string, number> {
    const found = new Map<string, number>()
    for (const word of startingWith(this.#inOrder(), typed, (each) => each)) {
      found.set(word, word === typed ? EXACT : BEGINS * closeness(typed, word))
    }
    return found
  }

  #matches(found: ReadonlyMap<string, number>): Match[] {
    return [...found].map(([word, quality]) => {
      const products = this.#words.get(word) as Products
      return { products, quality: quality * this.#rarity(products.size) }
    })
  }

  #rarity(count: number): number {
    const share = count / Math.max(this.#wordsOf.size, 1 / RARE)
    return share <= RARE ? 1 : Math.max(COMMON, 1 + Math.log10(RARE / share) / 8)
  }

  #inOrder(): string[] {
    if (this.#sorted) return this.#sorted
    this.#sorted = [...this.#words.keys()].sort()
    this.#sounds = this.#sorted
      .map((word) => ({ word, sound: soundOf(word) }))
      .sort((a, b) => (a.sound < b.sound ? -1 : a.sound > b.sound ? 1 : 0))
    return this.#sorted
  }
}

/** "tom" says more about "tomb" than about "tomatillo". */
const closeness = (typed: string, word: string) =>
  0.5 + (0.5 * Math.min(typed.length, word.length)) / Math.max(typed.length, word.length)

/** The run of a sorted list that begins with a text, found by halving. */
function* startingWith<T>(sorted: readonly T[], text: string, of: (item: T) => string) {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (of(sorted[middle] as T) < text) low = middle + 1
    else high = middle
  }
  for (let at = low; at < sorted.length && of(sorted[at] as T).startsWith(text); at++) {
    yield sorted[at] as T
  }
}
