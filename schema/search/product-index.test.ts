import fc from 'fast-check'
import { expect, test } from 'vitest'
import { productIndex } from './product-index.ts'
import type { Searchable } from './product-words.ts'

const shelf: Record<string, Searchable> = {
  milk: {
    names: { en: 'Toned milk', ta: 'பால்', hi: 'टोन्ड दूध' },
    aisle: 'Milk & dairy',
    shelf: 'Milk',
    words: 'paal doodh',
  },
  'milk-bar': {
    names: { en: 'Milk chocolate bar', ta: 'மில்க் சாக்லேட்', hi: 'मिल्क चॉकलेट' },
    aisle: 'Biscuits & snacks',
    shelf: 'Chocolate',
  },
  atta: {
    names: { en: 'Whole wheat atta', ta: 'கோதுமை மாவு', hi: 'गेहूँ का आटा' },
    aisle: 'Rice & flours',
    shelf: 'Flours',
    brand: 'Vayal',
  },
  tomato: {
    names: { en: 'Tomato, country', ta: 'நாட்டுத் தக்காளி', hi: 'देसी टमाटर' },
    aisle: 'Vegetables',
    shelf: 'Everyday',
    words: 'thakkali tamatar',
  },
  ketchup: {
    names: { en: 'Tomato ketchup', ta: 'தக்காளி கெச்சப்', hi: 'टमाटर केचप' },
    aisle: 'Pickles & sauces',
    shelf: 'Sauces',
  },
  egg: {
    names: { en: 'Country egg', ta: 'நாட்டு முட்டை', hi: 'देसी अंडा' },
    aisle: 'Eggs',
    shelf: 'Eggs',
  },
  shrimp: {
    names: { en: 'Crème of pão', ta: 'ரவை', hi: 'सूजी' },
    aisle: 'Bread & bakery',
    shelf: 'Bread',
  },
}

const filled = () => {
  const index = productIndex()
  for (const [id, product] of Object.entries(shelf)) index.put(id, product)
  return index
}
const first = (query: string) => filled().find(query, 10)[0]?.id

test('the thing itself comes before what only mentions it', () => {
  expect(first('milk')).toBe('milk')
  expect(first('tomato')).toBe('tomato')
  expect(first('tomato ketchup')).toBe('ketchup')
})

test('the last word of a query is its noun', () => {
  expect(first('whole milk')).toBe('milk')
})

test('a product is found by the beginning of a word in any of the three scripts', () => {
  expect(first('tom')).toBe('tomato')
  expect(first('தக்கா')).toBe('tomato')
  expect(first('டமா')).toBeUndefined()
  expect(first('टमा')).toBe('tomato')
  expect(first('दूध')).toBe('milk')
})

test('a nukta, an accent, a plural or a capital makes no other word', () => {
  expect(first('EGGS')).toBe('egg')
  expect(first('tomatoes')).toBe('tomato')
  expect(first('creme pao')).toBe('shrimp')
})

test('romanised words are found as they sound', () => {
  expect(first('dudh')).toBe('milk')
  expect(first('takali')).toBe('tomato')
  expect(first('aata')).toBe('atta')
})

test('a mistyped word is found, a three-letter one is not guessed at', () => {
  expect(first('choclate')).toBe('milk-bar')
  expect(first('ketchpu')).toBe('ketchup')
  expect(first('tmato')).toBe('tomato')
  expect(first('zgg')).toBeUndefined()
})

test('two words that are one in the shop are found', () => {
  const index = filled()
  index.put('paste', { names: { en: 'Clove toothpaste' }, aisle: 'Teeth', shelf: 'Toothpaste' })
  index.put('rice-paste', {
    names: { en: 'Tamarind rice paste' },
    aisle: 'Sauces',
    shelf: 'Pastes',
  })
  expect(index.find('tooth paste', 5)[0]?.id).toBe('paste')
})

test('a removed product is never found, a changed one only by its new words', () => {
  const index = filled()
  index.remove('milk')
  index.put('egg', {
    ...(shelf.egg as Searchable),
    names: { en: 'Duck' },
    aisle: 'Other',
    shelf: 'Other',
  })
  expect(index.find('toned', 5)).toEqual([])
  expect(index.find('country egg', 5).map((hit) => hit.id)).toEqual(['tomato'])
  expect(index.find('duck', 5)[0]?.id).toBe('egg')
  expect(index.size).toBe(Object.keys(shelf).length - 1)
})

test('whatever is put and removed, the index finds what one built anew would find', () => {
  const words = ['milk', 'milky', 'rice', 'தேன்', 'दही', 'curd', 'mild']
  const step = fc.record({
    id: fc.integer({ min: 0, max: 5 }).map(String),
    name: fc.option(fc.shuffledSubarray(words, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(...words), (steps, query) => {
      const grown = productIndex()
      const last = new Map<string, Searchable>()
      for (const { id, name } of steps) {
        if (!name) {
          grown.remove(id)
          last.delete(id)
          continue
        }
        const product = { names: { en: name.join(' ') }, aisle: 'a1', shelf: 's1' }
        grown.put(id, product)
        last.set(id, product)
      }
      const anew = productIndex()
      for (const [id, product] of last) anew.put(id, product)
      expect(grown.find(query, 50)).toEqual(anew.find(query, 50))
    }),
  )
})

test('a query of nothing but marks and spaces finds nothing', () => {
  expect(filled().find(' - / & ', 5)).toEqual([])
  expect(filled().find('', 5)).toEqual([])
})
