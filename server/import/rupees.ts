/** The most a price may be: ten lakh rupees. */
export const MOST_PAISE = 100_000_000

/**
 * "162", "58.5" or "12.50" as whole paise, digit by digit, so that no float ever rounds a price. Undefined for anything
 * else: signs, exponents, thousands separators, a third decimal that is not 0, or more than `MOST_PAISE`.
 */
export function paiseOf(text: string): number | undefined {
  const read = /^(\d{1,9})(?:\.(\d{1,2})0*)?$/.exec(text)
  if (!read) return undefined
  const [, rupees, cents = ''] = read
  const paise = Number(rupees) * 100 + Number(cents.padEnd(2, '0'))
  return paise <= MOST_PAISE ? paise : undefined
}
