/**
 * Whole pieces as thousandths (1 piece = 1000), grams or millilitres as they are: so a packet and half a kilo are
 * counted alike, in whole numbers.
 */
export type Milli = number

export const PIECE: Milli = 1000

export const pieces = (count: number): Milli => count * PIECE
