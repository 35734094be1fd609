import { createMemo, For, Show } from 'solid-js'
import { cartRows, cart as cartSort } from '../../../schema/documents/cart.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { moveLate } from '../../market/late.ts'
import { addedLate, askedBefore, type OrderView } from '../../market/orders.ts'
import { wareName, wareOf } from '../../market/shelf.ts'
import { Button } from '../../parts/button.tsx'
import { Plate } from '../../parts/plate.tsx'
import { units } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'

/** "Added after you ordered": what lies in the order's cart beyond what was ordered, with the way into the next cart. */
export function LateLines(props: { order: OrderView }) {
  const live = useReplica()
  const document = createMemo(() => {
    const id = props.order.lines?.cart ?? props.order.item?.document
    return live.documents('cart').find((held) => held.id === id)
  })
  const late = createMemo(() => {
    const held = document()
    if (!held) return []
    const { lines } = live.plain(live.replica.document(cartSort, held.about))
    return addedLate(props.order, cartRows(lines), askedBefore(live, props.order))
  })
  return (
    <Show when={late().length > 0}>
      <section class="card">
        <div class="p-4 pb-2">
          <h2 class="part">{say('cart.late')}</h2>
          <p class="text-note text-ink-soft">
            {say('cart.lateText', {
              order: say('order.number', { number: props.order.lines?.number ?? '' }),
            })}
          </p>
        </div>
        <ul>
          <For each={late()}>
            {({ sku, qty }) => {
              const ware = () => wareOf(live, props.order.store, sku)
              return (
                <li class="flex items-center gap-3 px-4 py-1">
                  <Plate
                    size="fix"
                    glyph={ware()?.product.glyph}
                    tint={ware()?.tint ?? 'tamarind'}
                  />
                  <span class="grow">
                    {(() => {
                      const known = ware()
                      return known ? wareName(known, language()) : sku
                    })()}
                  </span>
                  <span class="money">× {units(qty)}</span>
                </li>
              )
            }}
          </For>
        </ul>
        <div class="p-4">
          <Button
            icon="bag"
            onClick={() => {
              const held = document()
              if (held) void moveLate(live, props.order.store, Number(held.about.number), late())
            }}
          >
            {say('cart.move')}
          </Button>
        </div>
      </section>
    </Show>
  )
}
