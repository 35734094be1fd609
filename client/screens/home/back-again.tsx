import { createMemo, For, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { openCart } from '../../market/open-cart.ts'
import { wareOf } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { backAgain, want } from '../../market/tell-me.ts'
import { Button } from '../../parts/button.tsx'
import { dotted } from '../../words/dotted.ts'
import { say } from '../../words/say.ts'
import { WareRow } from '../shop/ware-row.tsx'

/** What was sold out and is there again, until it has been seen: nobody has to have looked at the right moment. */
export default function BackAgain() {
  const live = useReplica()
  const back = createMemo(() => backAgain(live))
  const underOf = (store: string, sku: string) =>
    dotted([shopName(live, store), wareOf(live, store, sku)?.product.pack])
  const seen = () => {
    for (const { store, sku } of back()) void want(live, store, sku, false)
  }
  return (
    <Show when={back().length > 0}>
      <section class="card">
        <div class="flex items-center justify-between gap-3 p-4 pb-0">
          <div>
            <h2 class="part">{say('home.back')}</h2>
            <p class="text-note text-ink-soft">{say('home.backText')}</p>
          </div>
          <Button look="quiet" onClick={seen}>
            {say('home.backDone')}
          </Button>
        </div>
        <div class="rows row-list">
          <For each={back()}>
            {({ store, sku }) => (
              <WareRow
                store={store}
                sku={sku}
                cart={openCart(live, () => store)}
                under={<span>{underOf(store, sku)}</span>}
              />
            )}
          </For>
        </div>
      </section>
    </Show>
  )
}
