import type { Names } from './names.ts'
import type { TINTS } from './store.ts'

export type Tint = (typeof TINTS)[number]
export type Aisle = { names: Names; tint: Tint }

/**
 * An aisle is named by its shop, in English. The usual ones are known in three languages and have a plate tint; any
 * other is shown as its shop wrote it, in a tint that its name alone decides.
 */
export function aisleOf(text: string): Aisle {
  const known = usual.get(text.toLowerCase())
  if (known) return known
  let sum = 0
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  return { names: { en: text }, tint: tints[sum % tints.length] as Tint }
}

const tints: Tint[] = ['turmeric', 'chilli', 'betel', 'indigo', 'tamarind', 'lotus']

const rows: [en: string, ta: string, hi: string, tint: Tint][] = [
  ['Rice & flours', 'அரிசி & மாவு', 'चावल और आटा', 'turmeric'],
  ['Dals & pulses', 'பருப்பு வகைகள்', 'दालें', 'tamarind'],
  ['Oils & ghee', 'எண்ணெய் & நெய்', 'तेल और घी', 'turmeric'],
  ['Masalas & salt', 'மசாலா & உப்பு', 'मसाले और नमक', 'chilli'],
  ['Sugar & jaggery', 'சர்க்கரை & வெல்லம்', 'चीनी और गुड़', 'tamarind'],
  ['Tea & coffee', 'தேநீர் & காபி', 'चाय और कॉफ़ी', 'tamarind'],
  ['Drinks', 'பானங்கள்', 'पेय', 'indigo'],
  ['Biscuits & snacks', 'பிஸ்கட் & நொறுக்குத் தீனி', 'बिस्कुट और नमकीन', 'turmeric'],
  ['Breakfast & noodles', 'காலை உணவு & நூடுல்ஸ்', 'नाश्ता और नूडल्स', 'chilli'],
  ['Pickles & sauces', 'ஊறுகாய் & சாஸ்', 'अचार और सॉस', 'chilli'],
  ['Dry fruits', 'உலர் பழங்கள்', 'सूखे मेवे', 'tamarind'],
  ['Milk & dairy', 'பால் பொருட்கள்', 'दूध और डेयरी', 'indigo'],
  ['Eggs', 'முட்டை', 'अंडे', 'turmeric'],
  ['Bread & bakery', 'ரொட்டி & பேக்கரி', 'ब्रेड और बेकरी', 'tamarind'],
  ['Batter & ready to cook', 'மாவு & சமைக்கத் தயார்', 'बैटर और झटपट भोजन', 'turmeric'],
  ['Vegetables', 'காய்கறிகள்', 'सब्ज़ियाँ', 'betel'],
  ['Greens & herbs', 'கீரை & மூலிகை', 'साग और हरी पत्तियाँ', 'betel'],
  ['Fruits', 'பழங்கள்', 'फल', 'lotus'],
  ['Fish & seafood', 'மீன் & கடல் உணவு', 'मछली और समुद्री आहार', 'indigo'],
  ['Meat', 'இறைச்சி', 'मांस', 'chilli'],
  ['Sweets', 'இனிப்புகள்', 'मिठाइयाँ', 'lotus'],
  ['Savouries', 'காரவகைகள்', 'नमकीन', 'turmeric'],
  ['Bath & body', 'குளியல் & உடல்', 'स्नान और शरीर', 'lotus'],
  ['Hair & face', 'கூந்தல் & முகம்', 'बाल और चेहरा', 'lotus'],
  ['Teeth', 'பல் பராமரிப்பு', 'दाँतों की देखभाल', 'indigo'],
  ['Health', 'ஆரோக்கியம்', 'स्वास्थ्य', 'betel'],
  ['Baby', 'குழந்தை', 'शिशु', 'lotus'],
  ['Laundry', 'துணி துவைக்க', 'कपड़े धोना', 'indigo'],
  ['Home cleaning', 'வீட்டுச் சுத்தம்', 'घर की सफ़ाई', 'indigo'],
  ['Kitchen things', 'சமையலறைப் பொருட்கள்', 'रसोई का सामान', 'tamarind'],
  ['Home needs', 'வீட்டுத் தேவைகள்', 'घर की ज़रूरतें', 'indigo'],
  ['Pooja', 'பூஜை', 'पूजा', 'turmeric'],
  ['Flowers', 'பூக்கள்', 'फूल', 'lotus'],
  ['Stationery', 'எழுதுபொருள்', 'लेखन सामग्री', 'indigo'],
]

const usual = new Map<string, Aisle>(
  rows.map(([en, ta, hi, tint]) => [en.toLowerCase(), { names: { en, ta, hi }, tint }]),
)

/** Where an aisle stands in a shop, as people expect to walk it: the usual ones in their order, all others after. */
export function aislePlace(text: string): number {
  const at = rows.findIndex(([en]) => en.toLowerCase() === text.toLowerCase())
  return at === -1 ? rows.length : at
}
