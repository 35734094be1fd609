/** A running hash over everything that happened, in order: equal traces mean equal runs. */
export type Trace = {
  note(text: string): void
  noteBytes(bytes: Uint8Array): void
  /** 16 hex digits. */
  hash(): string
}

/** Two FNV-1a lanes with different offsets: not for secrets, quick, and 64 bits wide. `log` sees every text. */
export function openTrace(log?: (text: string) => void): Trace {
  let a = 0x811c9dc5
  let b = 0x2545f491
  const mix = (value: number) => {
    a = Math.imul(a ^ value, 0x01000193)
    b = Math.imul(b ^ value, 0x5bd1e995) ^ (a >>> 15)
  }
  return {
    note: (text) => {
      for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i))
      mix(0x100)
      log?.(text)
    },
    noteBytes: (bytes) => {
      for (const byte of bytes) mix(byte)
      mix(0x200)
    },
    hash: () => hex(a) + hex(b),
  }
}

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0')
