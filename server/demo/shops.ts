import type { Names } from '../../schema/names.ts'
import type { Place } from '../../schema/place.ts'
import type { StoreSettings } from '../../schema/store.ts'

/** The shops of the demo neighbourhood, around the temple tanks of Mylapore and Triplicane in Chennai. */
export type DemoShop = { store: string; settings: StoreSettings }

const clock = (text: string): number => {
  const [hours, minutes] = text.split(':')
  return Number(hours) * 60 + Number(minutes)
}
/** `'6:00-13:30 16:00-22:00'` */
const hours = (text: string) =>
  text.split(' ').map((range) => {
    const [from, to] = range.split('-') as [string, string]
    return { fromMinute: clock(from), toMinute: clock(to) }
  })
const place = (lat: number, lng: number): Place => ({
  latE6: Math.round(lat * 1e6),
  lngE6: Math.round(lng * 1e6),
})
const names = (en: string, ta: string, hi: string): Names => ({ en, ta, hi })
const rupees = (whole: number) => whole * 100

/** What these shops have in common; each says what is its own. */
const usual = {
  hours: hours('6:00-23:00'),
  closures: [],
  paused: false,
  zoneMetres: 3500,
  prepareMinutes: 12,
  minimumPaise: rupees(99),
  deliveryPaise: rupees(25),
  freeAbovePaise: rupees(399),
  deliveryTaxBp: 1800,
} satisfies Partial<StoreSettings>

const shop = (
  store: string,
  settings: Omit<StoreSettings, keyof typeof usual> & Partial<StoreSettings>,
): DemoShop => ({ store, settings: { ...usual, ...settings } })

export const demoShops: readonly DemoShop[] = [
  shop('annai-maligai', {
    names: names('Annai Maligai', 'அன்னை மளிகை', 'अन्नै किराना'),
    area: 'North Mada Street, Mylapore',
    phone: '+914400000101',
    place: place(13.0345, 80.2688),
    tint: 'turmeric',
  }),
  shop('kapali-kaikani', {
    names: names('Kapali Kaikani', 'கபாலி காய்கனி', 'कपाली फल-सब्ज़ी'),
    area: 'South Mada Street, Mylapore',
    phone: '+914400000102',
    place: place(13.0327, 80.2696),
    tint: 'betel',
    hours: hours('5:00-23:00'),
    prepareMinutes: 10,
    minimumPaise: rupees(60),
    freeAbovePaise: rupees(299),
  }),
  shop('gomathi-paalagam', {
    names: names('Gomathi Paalagam', 'கோமதி பாலகம்', 'गोमती डेयरी'),
    area: 'Luz Corner, Mylapore',
    phone: '+914400000103',
    place: place(13.037, 80.2664),
    tint: 'indigo',
    hours: hours('4:30-23:30'),
    prepareMinutes: 8,
    minimumPaise: rupees(50),
    deliveryPaise: rupees(20),
    freeAbovePaise: rupees(249),
  }),
  shop('senthil-inippagam', {
    names: names('Senthil Inippagam', 'செந்தில் இனிப்பகம்', 'सेंथिल मिठाई'),
    area: 'Royapettah High Road, Royapettah',
    phone: '+914400000104',
    place: place(13.0432, 80.2655),
    tint: 'lotus',
    hours: hours('7:00-23:00'),
    freeAbovePaise: rupees(499),
  }),
  shop('marina-meen', {
    names: names('Marina Fish & Meat', 'மெரினா மீன் & இறைச்சி', 'मरीना मछली और मांस'),
    area: 'Santhome High Road, Santhome',
    phone: '+914400000105',
    place: place(13.0352, 80.2772),
    tint: 'chilli',
    hours: hours('6:00-22:30'),
    prepareMinutes: 20,
    minimumPaise: rupees(199),
    deliveryPaise: rupees(35),
    freeAbovePaise: rupees(699),
  }),
  shop('rahmath-stores', {
    names: names('Rahmath Stores', 'ரஹ்மத் ஸ்டோர்ஸ்', 'रहमत स्टोर्स'),
    area: 'Triplicane High Road, Triplicane',
    phone: '+914400000106',
    place: place(13.056, 80.2745),
    tint: 'tamarind',
    hours: hours('6:30-23:45'),
    zoneMetres: 4000,
    freeAbovePaise: rupees(499),
  }),
  shop('nalam-illam', {
    names: names('Nalam Illam', 'நலம் இல்லம்', 'नलम होम केयर'),
    area: 'Mandaveli Street, Mandaveli',
    phone: '+914400000107',
    place: place(13.0281, 80.2672),
    tint: 'indigo',
    hours: hours('7:00-22:30'),
    prepareMinutes: 15,
  }),
  shop('thulasi-poojai', {
    names: names('Thulasi Flowers & Pooja', 'துளசி பூ & பூஜை', 'तुलसी फूल-पूजा'),
    area: 'East Mada Street, Mylapore',
    phone: '+914400000108',
    place: place(13.0339, 80.2706),
    tint: 'lotus',
    hours: hours('4:30-22:00'),
    prepareMinutes: 8,
    minimumPaise: rupees(40),
    deliveryPaise: rupees(20),
    freeAbovePaise: rupees(249),
  }),
]
