import type { Way } from '../../market/fix.ts'
import { rupees, units } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** A way out as the words on its chip. */
export function wayWords(way: Way, nameOf: (sku: string) => string = String): string {
  switch (way.way) {
    case 'accept':
      return say('fix.acceptPrice', { money: rupees(way.paise) })
    case 'take':
      return say('fix.take', { n: units(way.qty) })
    case 'replace':
      return `${nameOf(way.sku)} · ${rupees(way.paise)}`
    case 'remove':
      return say('fix.remove')
    case 'raise':
      return say('fix.raise', { money: rupees(way.paise) })
    case 'go':
      return goWords(way)
  }
}

export function goWords(way: Way): string {
  if (way.way !== 'go') return ''
  switch (way.to) {
    case 'cart':
      return say('fix.toCart')
    case 'shelves':
      return say('fix.addItems')
    case 'shops':
      return say('fix.otherShop')
    case 'check':
      return say('fix.again')
    case 'address':
      return say('fix.changeAddress')
    case 'pickup':
      return say('fix.collect')
    case 'order':
      return say('fix.openIt')
  }
}
