import { hash } from 'fast-sha256'

const utf8 = new TextEncoder()

export const sha256 = (bytes: Uint8Array): Uint8Array => hash(bytes)

/** SHA-256 of the UTF-8 text, as 64 lower-case hex digits. */
export const hashText = (text: string): string => toHex(sha256(utf8.encode(text)))

export function toHex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}

/** The reverse of `toHex`; an odd length or another character is an error of the caller. */
export function fromHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/.test(hex))
    throw new Error(`not hex: ${hex.slice(0, 80)}`)
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16),
  )
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
