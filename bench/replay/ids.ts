import { createHash } from 'node:crypto'

/** Ids of a run, all decided by its seed: a device that was killed half-way finds by them what it had done. */
export function idOf(seed: number, ...what: (string | number)[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([seed, ...what]))
    .digest()
  hash[6] = ((hash[6] as number) & 0x0f) | 0x70
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-')
}

/** The checkout of a cart by one device, and the one by which a device of its author agrees to what a review offered. */
export const askId = (seed: number, device: number, cart: number) => idOf(seed, 'ask', device, cart)
export const agreeId = (seed: number, device: number, reviewed: string) =>
  idOf(seed, 'agree', device, reviewed)
export const lineId = (seed: number, device: number, cart: number, at: number) =>
  idOf(seed, 'line', device, cart, at)
