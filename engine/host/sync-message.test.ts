import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { cutTrailer, readSyncMessage, type SyncMessage, writeSyncMessage } from './sync-message.ts'
import { honestHistory } from './testing/histories.ts'
import { randomFrom } from './testing/mutate.ts'

/** Every message of two replicas that find each other's changes, one with everything, one with half. */
function exchange(seed: number): Uint8Array[] {
  const changes = honestHistory(randomFrom(seed), 60)
  let [a] = A.applyChanges(A.init(), changes)
  let [b] = A.applyChanges(A.init(), changes.slice(0, seed % 2 === 0 ? 30 : 0))
  let [sa, sb] = [A.initSyncState(), A.initSyncState()]
  const sent: Uint8Array[] = []
  for (let quiet = false; !quiet; ) {
    quiet = true
    let message: Uint8Array | null
    ;[sa, message] = A.generateSyncMessage(a, sa)
    if (message) {
      sent.push(message)
      ;[b, sb] = A.receiveSyncMessage(b, sb, message)
      quiet = false
    }
    ;[sb, message] = A.generateSyncMessage(b, sb)
    if (message) {
      sent.push(message)
      ;[a, sa] = A.receiveSyncMessage(a, sa, message)
      quiet = false
    }
  }
  return sent
}

const read = (data: Uint8Array): SyncMessage => {
  const message = readSyncMessage(data, limits)
  if (typeof message === 'string') throw new Error(message)
  return message
}

describe('what automerge writes', () => {
  const messages = Array.from({ length: 20 }, (_, seed) => exchange(seed + 1)).flat()

  test('is read as the core reads it, and written back to the same bytes', () => {
    expect(messages.length).toBeGreaterThan(60)
    for (const data of messages) {
      const message = read(data)
      const core = A.decodeSyncMessage(data)
      expect({ heads: message.heads, need: message.need }).toEqual({
        heads: core.heads,
        need: core.need,
      })
      expect(message.have.map((h) => h.lastSync)).toEqual(core.have.map((h) => h.lastSync))
      expect(message.changes).toEqual(core.changes)
      expect(Buffer.from(writeSyncMessage(message))).toEqual(Buffer.from(data))
    }
  })

  test('without its trailer is the same message, from a peer that takes version 1', () => {
    for (const data of messages) {
      const { flags, ...rest } = read(data)
      expect(flags).toBe(4)
      expect(read(cutTrailer(data))).toEqual(rest)
    }
  })
})

describe('a message is refused', () => {
  const honest: SyncMessage = {
    version: 1,
    heads: ['aa'.repeat(32)],
    need: [],
    have: [],
    changes: [],
  }
  const refused = (message: Partial<SyncMessage>, part: string, lower = {}) =>
    expect(
      readSyncMessage(writeSyncMessage({ ...honest, ...message }), {
        ...limits,
        ...lower,
      } as typeof limits),
    ).toBe(part)
  const bloom = (...bytes: number[]) => [{ lastSync: [], bloom: Uint8Array.from(bytes) }]

  test('with more than it may carry', () => {
    const many = Array.from({ length: 5 }, (_, i) => String(i).repeat(64))
    refused({ heads: many }, 'heads', { syncHeads: 4 })
    refused({ need: many }, 'need', { syncNeed: 4 })
    refused({ have: [...bloom(), ...bloom()] }, 'have')
    refused({ changes: many.map(() => new Uint8Array(1)) }, 'changes', { syncChanges: 4 })
  })
  test('with a bloom filter of other parameters or another size', () => {
    expect(read(writeSyncMessage({ ...honest, have: bloom(1, 10, 7, 0, 0) }))).toBeTruthy()
    refused({ have: bloom(1, 10, 7, 0) }, 'have')
    refused({ have: bloom(1, 10, 7, 0, 0, 0) }, 'have')
    refused({ have: bloom(1, 0, 7) }, 'have')
    refused({ have: bloom(1, 10, 0xff, 0xff, 0x7f, 0, 0) }, 'have')
    refused({ have: bloom(0xff, 0xff, 0xff, 0xff, 0x0f, 10, 7) }, 'have')
    refused({ have: bloom(0, 10, 7) }, 'have')
  })
  test('that is cut short, of another type, or followed by more', () => {
    const data = writeSyncMessage({ ...honest, flags: 4 })
    for (let end = 0; end < data.length; end++) {
      if (end === data.length - 3) continue
      expect(typeof readSyncMessage(data.subarray(0, end), limits)).toBe('string')
    }
    expect(readSyncMessage(Uint8Array.from([...data, 0]), limits)).toBe('trailer')
    expect(readSyncMessage(Uint8Array.of(0x41), limits)).toBe('type')
  })
})
