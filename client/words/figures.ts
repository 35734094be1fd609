/** ₹12,34,567.50: Latin digits and Indian grouping in every language; paise only where there are some. */
export function rupees(paise: number): string {
  const whole = Math.trunc(Math.abs(paise) / 100)
  const rest = Math.abs(paise) % 100
  const sign = paise < 0 ? '−' : ''
  return `${sign}₹${grouped(whole)}${rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`}`
}

/** Indian grouping: the last three digits, then pairs. */
export function grouped(whole: number): string {
  const digits = String(whole)
  const head = digits.slice(0, -3)
  const tail = digits.slice(-3)
  return head === '' ? tail : `${head.replace(/\B(?=(\d{2})+$)/g, ',')},${tail}`
}

/** A count in milli-units as a person writes it: 2000 → "2", 1235 → "1.235". */
export function units(milli: number): string {
  return String(milli / 1000)
}

/** An Indian mobile as it is read aloud: "+91 90000 00001". Any other is left as it is. */
export const phoneNumber = (digits: string): string =>
  digits.replace(/^\+91(\d{5})(\d{5})$/, '+91 $1 $2')

/** 420 → "420 m", 1640 → "1.6 km". */
export function distance(metres: number): string {
  return metres < 950 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`
}

/** 1536 → "2 kB"; decimal units, as phones show them. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/**
 * The price of a kilo, litre or piece, from a pack as printed ("500 g", "2 x 1 L", "6 pcs"); undefined where the pack
 * says nothing that counts, or is itself one unit.
 */
export function unitPrice(
  pack: string | undefined,
  paise: number,
): { paise: number; unit: 'kg' | 'l' | 'pc' } | undefined {
  const found = /^(?:(\d+)\s*[x×]\s*)?(\d+(?:\.\d+)?)\s*(kg|g|gm|l|ltr|ml|pcs?|pieces?)\b/i.exec(
    pack ?? '',
  )
  if (!found) return undefined
  const amount = Number(found[1] ?? 1) * Number(found[2])
  const word = (found[3] as string).toLowerCase()
  const [unit, each] = word.startsWith('p')
    ? (['pc', 1] as const)
    : word.startsWith('l') || word === 'ml'
      ? (['l', word === 'ml' ? 0.001 : 1] as const)
      : (['kg', word === 'kg' ? 1 : 0.001] as const)
  const whole = amount * each
  if (!(whole > 0) || whole === 1) return undefined
  return { paise: Math.round(paise / whole), unit }
}
