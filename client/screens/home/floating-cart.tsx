import { createMemo, Show } from 'solid-js'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { likelyBill, linesOf, piecesIn } from '../../market/bill.ts'
import { filledCarts } from '../../market/carts.ts'
import { storeFact } from '../../market/shelf.ts'
import { CartBar } from '../../parts/cart-bar.tsx'
import { language } from '../../words/say.ts'

/** The cart of one shop, or on screens without a shop the fullest there is, floating above the page. */
export function FloatingCart(props: { store?: string }) {
  const live = useReplica()
  const cart = createMemo(() => {
    const carts = filledCarts(live).filter(({ store }) => !props.store || store === props.store)
    return carts.sort((a, b) => b.rows.length - a.rows.length)[0]
  })
  return (
    <Show when={cart()}>
      {(held) => {
        const store = () => storeFact(live, held().store)
        const bill = () =>
          likelyBill(live, {
            store: held().store,
            lines: linesOf(live, held().store, held().rows),
            when: 'pickup',
          })
        return (
          <CartBar
            href={`/cart/${held().store}`}
            pieces={piecesIn(held().rows)}
            paise={bill()?.goodsPaise ?? 0}
            shop={nameIn(store()?.names ?? { en: held().store }, language())}
          />
        )
      }}
    </Show>
  )
}
