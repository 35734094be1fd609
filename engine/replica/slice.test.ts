import '@automerge/automerge'
import * as A from '@automerge/automerge/slim'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { carriesChanges, SLICE_BYTES, sliceSync, withChanges } from './slice.ts'

type Doc = { texts: Record<string, A.ImmutableString> }

/** What a device sends to a peer of version 1 that has nothing: heads first, then all changes one by one. */
function backlog(edits: number, size: number): { doc: A.Doc<Doc>; message: Uint8Array } {
  let doc = A.from<Doc>({ texts: {} })
  for (let i = 0; i < edits; i++) {
    doc = A.change(doc, (draft) => {
      draft.texts[`k${i}`] = new A.ImmutableString(`${i} `.repeat(size))
    })
  }
  const [mine] = A.generateSyncMessage(doc, A.initSyncState())
  let theirs = A.init<Doc>()
  let theirState = A.initSyncState()
  let myState = mine
  const [, hello] = A.generateSyncMessage(doc, A.initSyncState())
  ;[theirs, theirState] = A.receiveSyncMessage(theirs, theirState, hello as Uint8Array)
  const [, answer] = A.generateSyncMessage(theirs, theirState)
  // Cut the trailer that says "version 2 is welcome", as our host does.
  const plain = (answer as Uint8Array).slice(0, -3)
  ;[, myState] = A.receiveSyncMessage(doc, myState, plain)
  const [, message] = A.generateSyncMessage(doc, myState)
  return { doc, message: message as Uint8Array }
}

test('a long backlog goes in slices that together bring every change', () => {
  const { doc, message } = backlog(200, 400)
  expect(message[0]).toBe(0x42)
  const slices = sliceSync(message)
  expect(slices.length).toBeGreaterThan(1)
  let theirs = A.init<Doc>()
  let state = A.initSyncState()
  const sent: Uint8Array[] = []
  for (const slice of slices) {
    expect(slice.length).toBeLessThan(SLICE_BYTES + 8_192)
    const { heads, changes } = A.decodeSyncMessage(slice)
    expect(heads).toEqual(A.getHeads(doc))
    sent.push(...changes)
    ;[theirs, state] = A.receiveSyncMessage(theirs, state, slice)
  }
  expect(sent).toEqual(A.decodeSyncMessage(message).changes)
  expect(A.getHeads(theirs)).toEqual(A.getHeads(doc))
})

test('a short message is sent as it is, and knows whether it carries changes', () => {
  const { doc, message } = backlog(3, 5)
  expect(sliceSync(message)).toEqual([message])
  expect(carriesChanges(message)).toBe(true)
  const [, hello] = A.generateSyncMessage(doc, A.initSyncState())
  expect(carriesChanges(hello as Uint8Array)).toBe(false)
})

test('bytes that are no sync message come back untouched, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, looksRight) => {
      const message = looksRight ? Uint8Array.of(0x42, ...bytes) : bytes
      const slices = sliceSync(message, 64)
      const all = slices.reduce((sum, slice) => sum + slice.length, 0)
      expect(all).toBeGreaterThanOrEqual(message.length)
      if (slices.length === 1) expect(slices[0]).toBe(message)
    }),
  )
})

test('changes put into a first message are read as if it had come with them', () => {
  const { doc, message } = backlog(3, 10)
  const [, hello] = A.generateSyncMessage(doc, A.initSyncState())
  const all = A.getAllChanges(doc)
  const full = withChanges(hello as Uint8Array, all)
  const { changes, ...rest } = A.decodeSyncMessage(full)
  expect(changes).toEqual(all)
  const { changes: none, ...before } = A.decodeSyncMessage(hello as Uint8Array)
  expect(none).toEqual([])
  expect(rest).toEqual(before)
  const [theirs] = A.receiveSyncMessage(A.init<Doc>(), A.initSyncState(), full)
  expect(A.getHeads(theirs)).toEqual(A.getHeads(doc))
  expect(withChanges(hello as Uint8Array, [])).toBe(hello)
  expect(withChanges(message, all)).toBe(message)
})
