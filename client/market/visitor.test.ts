import { expect, test } from 'vitest'
import { documentId } from '../../engine/model/document.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { highestUsed } from './visitor.ts'

const ids = (...numbers: number[]) =>
  new Set(numbers.map((number) => documentId(cartAbout('asha', 'annai', number))))

test('a visitor’s cart goes above every cart that became an order', () => {
  expect(highestUsed('asha', 'annai', ids(1, 2, 3))).toBe(3)
})

test('a number that was never ordered does not hide the ones after it', () => {
  expect(highestUsed('asha', 'annai', ids(1, 3))).toBe(3)
})

test('somebody new starts where the visitor was', () => {
  expect(highestUsed('asha', 'annai', ids())).toBe(0)
})
