/** Most bytes of changes in one sync message that this device sends. */
export const SLICE_BYTES = 48 * 1024

/**
 * A sync message (version 1: one change after the other) cut into several that say the same and carry its changes in
 * turn, so that a long absence does not make one frame that a weak network never gets through. Anything else comes back
 * as it is. Layout: `42, heads, need, have[(last sync, bloom)], changes[bytes], flags`.
 */
export function sliceSync(message: Uint8Array, limit: number = SLICE_BYTES): Uint8Array[] {
  const parsed = message.length > limit ? changesOf(message) : undefined
  if (!parsed || parsed.changes.length < 2) return [message]
  const { changes } = parsed
  const groups: Uint8Array[][] = []
  let size = limit
  for (const change of changes) {
    if (size + change.length > limit) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(change)
    size += change.length
  }
  return groups.map((group) => written(parsed, group))
}

const written = ({ head, tail }: Parsed, changes: readonly Uint8Array[]) =>
  joined([head, leb(changes.length), ...changes.flatMap((c) => [leb(c.length), c]), tail])

/** A message without changes, with these in it; anything else comes back as it is. */
export function withChanges(message: Uint8Array, changes: readonly Uint8Array[]): Uint8Array {
  const parsed = changes.length > 0 ? changesOf(message) : undefined
  if (!parsed || parsed.changes.length > 0) return message
  return written(parsed, changes)
}

/** True if the message carries at least one change, so that an honest server must answer it. */
export const carriesChanges = (message: Uint8Array): boolean =>
  message[0] !== 0x42 || (changesOf(message)?.changes.length ?? 0) > 0

type Parsed = { head: Uint8Array; changes: Uint8Array[]; tail: Uint8Array }

/** The parts of a version 1 sync message, or undefined for anything else. */
function changesOf(message: Uint8Array): Parsed | undefined {
  if (message[0] !== 0x42) return undefined
  let at = 1
  const number = () => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = message[at++]
      if (byte === undefined) throw new RangeError('short')
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new RangeError('long number')
  }
  const skip = (bytes: number) => {
    at += bytes
    if (at > message.length) throw new RangeError('short')
  }
  try {
    skip(32 * number())
    skip(32 * number())
    for (let have = number(); have > 0; have--) {
      skip(32 * number())
      skip(number())
    }
    const head = message.subarray(0, at)
    const changes = Array.from({ length: number() }, () => {
      const length = number()
      const from = at
      skip(length)
      return message.subarray(from, at)
    })
    return { head, changes, tail: message.subarray(at) }
  } catch {
    return undefined
  }
}

function leb(value: number): Uint8Array {
  const bytes: number[] = []
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Uint8Array.from([...bytes, left])
    bytes.push((left % 128) | 0x80)
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
