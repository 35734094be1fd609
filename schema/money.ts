/** Integer paise; ₹1 is 100. Every function here takes and gives whole paise. */
export type Paise = number

/** Up to here twice a product and its divisor are still whole numbers that a double holds exactly. */
const EXACT = 2 ** 51

/** Half away from zero, so that a refund mirrors its charge. Exact: what a double cannot hold is taken in BigInt. */
export function mulDivRound(a: number, b: number, divisor: number): number {
  const small = a * b
  if (Math.abs(small) <= EXACT && divisor <= EXACT) {
    const twice = 2 * small + (small < 0 ? -divisor : divisor)
    return (twice - (twice % (2 * divisor))) / (2 * divisor)
  }
  const product = BigInt(a) * BigInt(b)
  const by = BigInt(divisor)
  const twice = product * 2n
  const sign = twice < 0n ? -1n : 1n
  return Number((twice + sign * by) / (2n * by))
}

/** Price of `milli` thousandths of a unit: 4800 paise/kg × 1235 g = 5928. */
export const linePaise = (unitPaise: Paise, milli: number): Paise =>
  mulDivRound(unitPaise, milli, 1000)

export type Tax = { taxablePaise: Paise; cgstPaise: Paise; sgstPaise: Paise }

/** Splits a GST-inclusive amount at `rateBp` basis points within one state: two equal halves, the rest taxable. */
export function splitTax(grossPaise: Paise, rateBp: number): Tax {
  const half = mulDivRound(grossPaise, rateBp, 2 * (10_000 + rateBp))
  return { taxablePaise: grossPaise - 2 * half, cgstPaise: half, sgstPaise: half }
}

/** What brings a cash total to the whole rupee: up or down to the nearest, but never above `maxPaise`. */
export function cashRounding(totalPaise: Paise, maxPaise: Paise): Paise {
  const nearest = Math.round(totalPaise / 100) * 100
  return (nearest > maxPaise ? Math.floor(totalPaise / 100) * 100 : nearest) - totalPaise
}
