import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { hashText, toHex } from './bytes.ts'
import { documentId } from './document.ts'
import { GENESIS_ACTOR, genesis } from './genesis.ts'

const party = { sort: 'party', first: () => ({ guests: {}, songs: {} }) }
const about = { sort: 'party', host: 'asha', number: 1 }

test('the first change is the same bytes for ever, so two offline devices start the same document', () => {
  const bytes = genesis(party, about)
  expect(A.decodeChange(bytes)).toMatchObject({ actor: GENESIS_ACTOR, seq: 1, startOp: 1, time: 0 })
  expect(A.decodeChange(bytes).hash).toBe(
    '783bb7494c1c6eb95dcaaf47054c21b35b86acb9599e1d0f11cc3d54b4d8c5eb',
  )
  expect(hashText(toHex(bytes))).toBe(
    'dd6f1c0d76351ac3e0667e8993cd8f5e22de8eb99688fa3e943a958a653362ee',
  )
})

test('its id follows from what it is about, whatever the order of the keys', () => {
  expect(documentId(about)).toBe('238WGGybCdCnLP23mnVHMNLstNhA')
  expect(documentId({ number: 1, host: 'asha', sort: 'party' })).toBe(documentId(about))
  expect(documentId({ ...about, number: 2 })).not.toBe(documentId(about))
})

test('two replicas that each edit a container after their own first change keep both edits', () => {
  type Party = { guests: Record<string, string> }
  const start = () => A.loadIncremental(A.init<Party>(), genesis(party, about))
  const one = A.change(start(), (d) => {
    d.guests.ravi = 'Ravi'
  })
  const two = A.change(start(), (d) => {
    d.guests.meena = 'Meena'
  })
  expect(Object.keys(A.merge(one, two).guests).sort()).toEqual(['meena', 'ravi'])
})

test('a sort cannot start a document that is about another sort', () => {
  expect(() => genesis(party, { sort: 'cart' })).toThrow(/about a cart/)
})
