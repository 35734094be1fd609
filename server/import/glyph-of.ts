import type { Glyph } from '../../schema/glyphs.ts'
import type { CatalogueRow } from './read-row.ts'

/** The first whose words stand in the kind, else in the shelf's or the aisle's name. */
const signs: [Glyph, RegExp][] = [
  ['baby', /\b(baby|infant|diaper|nappies|nursing|maternity)/i],
  [
    'pan',
    /\b(cookware|kadai|cooker|tawa|pan\b|stove|bakeware|utensil|casserole|flask|cutlery|crockery|glassware|bowls|plates|mugs|dinner|container|lunch box|knives|grater|strainer|ladle)/i,
  ],
  ['egg', /\begg/i],
  ['fish', /\b(fish|seafood|tuna)/i],
  ['meat', /\b(meat|mutton|chicken|pork|sausage|bacon|salami|non.?veg)/i],
  ['flower', /\b(flower|roses|marigold|bouquet)/i],
  ['lamp', /\b(lamp|candle|agarbatti|incense|camphor|pooja|bulb|match)/i],
  [
    'detergent',
    /\b(detergent|dishwash|cleaner|disinfectant|fabric|toilet\b|mops|brushes|scrub|repellent|freshener)/i,
  ],
  [
    'soap',
    /\b(soap|bath|wash|shampoo|talc|face|skin|hair|deo|perfume|body|shaving|toothpaste|toothbrush|oral|lip|makeup|fragrance|hygiene|beauty)/i,
  ],
  ['biscuit', /\b(biscuit|cookie|rusk|khari|wafer|cracker|biscotti)/i],
  ['bread', /\b(bread|bun|pav|sandwich|cake|pastr|muffin|bagel|croissant|panini|bakery)/i],
  ['sweet', /\b(sweets|mithai|chocolate|candy|toffee|ice cream|dessert|chikki|marshmallow|gum)/i],
  ['milk', /\b(milk|lassi|buttermilk|soya drinks)/i],
  ['cheese', /\b(cheese|paneer|butter|tofu|cream\b|dairy)/i],
  ['curd', /\b(curd|yogurt|shrikhand)/i],
  ['noodles', /\b(noodle|pasta|vermicelli|spaghetti|cereal|muesli|flakes|oats|granola)/i],
  ['snack', /\b(snack|chips|namkeen|papad|popcorn|nachos|ready to)/i],
  ['nuts', /\b(almond|cashew|raisin|nuts|dry fruits|berries|seeds|trail|mukhwas)/i],
  [
    'jar',
    /\b(pickle|jam|honey|spread|sauce|ketchup|chutney|mayonnaise|paste|dip|olive, |gherkin|syrup|tinned|canned)/i,
  ],
  ['oil', /\b(oil|ghee|vinegar)/i],
  ['flour', /\b(atta\b|flour|sooji|maida|besan|baking|pre-mix)/i],
  ['rice', /\b(rice|poha|millet|quinoa|grains)/i],
  ['dal', /\b(dal|dals|pulses|channa|beans)/i],
  ['sugar', /\b(sugar|salt|jaggery|sweetener)/i],
  ['spice', /\b(masala|spice|seasoning|herbs)/i],
  ['cup', /\b(tea|coffee|health drink|cocoa)/i],
  ['bottle', /\b(juice|drink|water|soda|beer|mixes|beverage)/i],
  ['root', /\b(root|potato|onion|ginger|garlic)/i],
  ['leaf', /\b(leafy|cabbage|salad|sprout)/i],
  ['fruit', /\b(fruit|mango|apple|banana|kiwi|melon)/i],
  ['gourd', /\b(vegetable|veggie|gourd|okra|cucumber)/i],
]

/** What a plate shows for an imported product; a basket when nothing fits. */
export function glyphOf({ shelf, kind, aisle }: CatalogueRow): Glyph {
  for (const text of [shelf, kind, aisle]) {
    const found = signs.find(([, words]) => words.test(text))
    if (found) return found[0]
  }
  return 'basket'
}
