import { LINE_NOTE, ORDER_NOTE } from '../../intents/checkout/shape.ts'
import type { Live } from '../bind/live.ts'
import { cartOf } from './carts.ts'

/** What a note is about: one product of a cart, or all of it. */
export type NoteOn = { store: string; number: number; sku?: string | undefined }

const keyOf = ({ sku }: NoteOn) => (sku === undefined ? 'order' : `sku/${sku}`)

/** The most letters that a note may have, as the checkout takes them. */
export const noteLength = ({ sku }: NoteOn): number => (sku === undefined ? ORDER_NOTE : LINE_NOTE)

/** What was told to the shop; undefined if nothing was, or it was taken back. */
export function noteOn(live: Live, on: NoteOn): string | undefined {
  const text = String(live.plain(cartOf(live, on.store, on.number)).notes[keyOf(on)] ?? '')
  return text === '' ? undefined : text
}

/** Kept in the cart, so that everybody who fills it sees it; an empty one takes the note back. */
export const writeNote = (live: Live, on: NoteOn, text: string): Promise<void> =>
  cartOf(live, on.store, on.number).edit('note', {
    name: keyOf(on),
    text: text.trim().slice(0, noteLength(on)),
  })
