import { For, Show } from 'solid-js'
import { aisleOf } from '../../../schema/aisles.ts'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import type { Hit } from '../../market/api.ts'
import { type OpenCart, openCart } from '../../market/open-cart.ts'
import { wareOf } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { ProductRow } from '../../parts/product-row.tsx'
import { language } from '../../words/say.ts'
import { WareRow } from '../shop/ware-row.tsx'

/** Products of several shops in one list, each with its shop under its name and its own cart behind its stepper. */
export function Found(props: {
  title: string | undefined
  hits: readonly ({ store: string; sku: string } | Hit)[]
}) {
  const live = useReplica()
  const carts = new Map<string, OpenCart>()
  const cartFor = (store: string): OpenCart => {
    const known = carts.get(store) ?? openCart(live, () => store)
    carts.set(store, known)
    return known
  }
  return (
    <section class="flex flex-col gap-2">
      <Show when={props.title}>
        <h2 class="part">{props.title}</h2>
      </Show>
      <div class="card rows row-list">
        <For each={props.hits}>
          {(hit) => {
            const cart = cartFor(hit.store)
            const under = () => <span>{shopName(live, hit.store)}</span>
            return (
              <Show
                when={'paise' in hit && !wareOf(live, hit.store, hit.sku) && hit}
                fallback={<WareRow store={hit.store} sku={hit.sku} cart={cart} under={under()} />}
              >
                {(far) => (
                  <ProductRow
                    product={{
                      ...far(),
                      name: nameIn(far().names, language()),
                      tint: aisleOf(far().aisle).tint,
                      brand: far().brand,
                      pack: far().pack,
                      glyph: far().glyph,
                      food: far().food,
                    }}
                    href={`/shop/${hit.store}/${hit.sku}`}
                    qty={cart.qtyOf(hit.sku)}
                    under={under()}
                    onChange={(by) => cart.change(hit.sku, by)}
                  />
                )}
              </Show>
            )
          }}
        </For>
      </div>
    </section>
  )
}
