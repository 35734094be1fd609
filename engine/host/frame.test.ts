import { cbor } from '@automerge/automerge-repo'
import { describe, expect, test } from 'vitest'
import { documentBytes, documentText, readFrame, writeFrame } from './frame.ts'
import { limits } from './limits.ts'

const documentId = documentText(new Uint8Array(16).fill(7))
const sync = {
  type: 'sync',
  senderId: 'me',
  targetId: 'you',
  documentId,
  data: new Uint8Array([1, 2]),
}
const read = (frame: unknown) => readFrame(cbor.encode(frame), limits)

describe('frames of a stock client', () => {
  test('are read, absent and undefined values alike', () => {
    const join = {
      type: 'join',
      senderId: 'me',
      peerMetadata: { storageId: undefined, isEphemeral: true },
    }
    expect(read({ ...join, supportedProtocolVersions: ['1'] })).toEqual({
      type: 'join',
      senderId: 'me',
      haat: false,
      speaksV1: true,
    })
    expect(read(join)).toMatchObject({ speaksV1: true })
    expect(read({ ...join, supportedProtocolVersions: ['2'], haat: 1 })).toMatchObject({
      speaksV1: false,
      haat: true,
    })
    expect(read(sync)).toMatchObject({ type: 'sync', documentId, senderId: 'me' })
    expect(read({ ...sync, type: 'request' })).toMatchObject({ type: 'request' })
    expect(read({ ...sync, type: 'ephemeral', count: 2 ** 40, sessionId: 's' })).toMatchObject({
      type: 'ephemeral',
      count: 2 ** 40,
    })
    expect(read({ type: 'remote-heads-changed', newHeads: null })).toEqual({
      type: 'remote-heads-changed',
    })
  })

  test('of an unknown type are extensions, as plain values', () => {
    const frame = { type: 'follow', lanes: [['user:mala', 4]] }
    expect(read(frame)).toEqual({ type: 'extension', frame })
  })

  test('are written so that a stock client reads them', () => {
    const read = cbor.decode(writeFrame(sync)) as typeof sync
    expect({ ...read, data: new Uint8Array(read.data) }).toEqual(sync)
  })
})

describe('a frame is refused', () => {
  const bytes = (...all: number[]) => readFrame(Uint8Array.from(all), limits)
  test.each([
    ['null', [0xf6]],
    ['a list', [0x80]],
    ['nothing', []],
    ['a tag', [0xa1, 0x61, 0x61, 0xc1, 0x00]],
    ['a 64-bit integer', [0xa1, 0x61, 0x61, 0x1b, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['an indefinite map', [0xbf, 0xff]],
    ['a repeated key', [0xa2, 0x61, 0x61, 0x00, 0x61, 0x61, 0x00]],
    ['a key that is no text', [0xa1, 0x00, 0x00]],
    ['bytes after the map', [0xa0, 0x00]],
    ['a length beyond the end', [0xa1, 0x61, 0x61, 0x5a, 0xff, 0xff, 0xff, 0xff]],
    ['a map of four billion', [0xba, 0xff, 0xff, 0xff, 0xff]],
    ['text that is not UTF-8', [0xa1, 0x61, 0xff, 0x00]],
    ['depth 100,000', Array.from({ length: 100_000 }, () => 0x81)],
  ])('for %s', (_, all) => {
    expect(typeof bytes(...all)).toBe('string')
  })

  test.each([
    [{ ...sync, documentId: 'nope' }, 'documentId'],
    [{ ...sync, documentId: documentText(new Uint8Array(15)) }, 'documentId'],
    [{ ...sync, data: new Uint8Array(0) }, 'data'],
    [{ ...sync, data: 'text' }, 'data'],
    [{ ...sync, senderId: undefined }, 'senderId'],
    [{ ...sync, targetId: 1 }, 'targetId'],
    [{ ...sync, type: 'ephemeral', count: '1', sessionId: 's' }, 'count'],
    [{ ...sync, type: 'ephemeral', count: 1, sessionId: 's', data: new Uint8Array(4097) }, 'data'],
    [{ type: 'join' }, 'senderId'],
    [{ senderId: 'me' }, 'type'],
  ])('for a wrong field %#', (frame, field) => {
    expect(read(frame)).toBe(field)
  })

  test('never reaches a prototype', () => {
    const frame = readFrame(
      Uint8Array.from([
        0xa2,
        0x64,
        0x74,
        0x79,
        0x70,
        0x65,
        0x61,
        0x78,
        0x69,
        ...Buffer.from('__proto__'),
        0xa1,
        0x61,
        0x61,
        0x01,
      ]),
      limits,
    )
    expect(frame).toMatchObject({ type: 'extension' })
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })
})

test('a document id is sixteen bytes', () => {
  expect(documentBytes(documentId)).toEqual(new Uint8Array(16).fill(7))
  expect(documentBytes('0OIl')).toBeUndefined()
})
