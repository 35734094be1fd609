import { A } from '@solidjs/router'
import { createMemo, For, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { likelyBill, linesOf } from '../../market/bill.ts'
import { openCart } from '../../market/open-cart.ts'
import { wareName } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Money } from '../../parts/money.tsx'
import { Plate } from '../../parts/plate.tsx'
import { Stepper } from '../../parts/stepper.tsx'
import { language, say } from '../../words/say.ts'

/** The cart beside the shelves, where there is room for two columns. */
export function CartPanel(props: { store: string }) {
  const live = useReplica()
  const cart = openCart(live, () => props.store)
  const lines = createMemo(() => linesOf(live, props.store, cart.rows()))
  // Goods alone, as in the bar of a phone: what delivery adds stands in the cart.
  const bill = createMemo(() =>
    likelyBill(live, { store: props.store, lines: lines(), when: 'pickup' }),
  )
  return (
    <section class="cart-panel card" aria-label={say('cart.title')}>
      <h2>{say('cart.title')}</h2>
      <Show when={lines().length > 0} fallback={<p class="nothing">{say('cart.emptyText')}</p>}>
        <ul>
          <For each={lines()}>
            {({ row, ware }) => (
              <li>
                <Plate size="fix" glyph={ware?.product.glyph} tint={ware?.tint ?? 'tamarind'} />
                <A href={`/shop/${props.store}/${row.sku}`}>
                  {ware ? wareName(ware, language()) : row.sku}
                </A>
                <Stepper
                  name={ware ? wareName(ware, language()) : row.sku}
                  qty={row.qty}
                  onChange={(by) => cart.change(row.sku, by)}
                />
              </li>
            )}
          </For>
        </ul>
        <p class="sum">
          <span>{shopName(live, props.store)}</span>
          <Money paise={bill()?.goodsPaise ?? 0} likely class="font-strong" />
        </p>
        <ButtonLink look="main" href={`/cart/${props.store}`}>
          {say('cart.see')}
        </ButtonLink>
      </Show>
    </section>
  )
}
