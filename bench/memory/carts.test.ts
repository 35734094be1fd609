import '@automerge/automerge'
import { expect, test } from 'vitest'
import { cartAbout } from '../../schema/documents/cart.ts'
import { cartChanges, editedCart } from './carts.ts'

test('a cart made from a pattern has the bytes that edits would have made', () => {
  cartChanges(cartAbout('mala', 'annai-maligai', 1))
  const about = cartAbout('ravi', 'annai-maligai', 2)
  expect(cartChanges(about)).toEqual(editedCart(about))
})
