import { For, Show } from 'solid-js'
import { aisleOf } from '../../../schema/aisles.ts'
import { catalogLane } from '../../../schema/lanes.ts'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import type { Hit } from '../../market/api.ts'
import { type OpenCart, openCart } from '../../market/open-cart.ts'
import { wareOf } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { isWanted, want } from '../../market/tell-me.ts'
import { ProductRow, type RowProduct } from '../../parts/product-row.tsx'
import { dotted } from '../../words/dotted.ts'
import { language } from '../../words/say.ts'
import { WareRow } from '../shop/ware-row.tsx'

/** Products of several shops in one list, each with its shop under its name and its own cart behind its stepper. */
export function Found(props: {
  title: string | undefined
  hits: readonly { store: string; sku: string; hit?: Hit }[]
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
          {({ store, sku, hit }) => {
            const cart = cartFor(store)
            const under = () => (
              <span>
                {dotted([
                  shopName(live, store),
                  wareOf(live, store, sku)?.product.pack ?? hit?.product.pack,
                ])}
              </span>
            )
            return (
              <Show
                when={!wareOf(live, store, sku) && hit}
                fallback={<WareRow store={store} sku={sku} cart={cart} under={under()} />}
              >
                {(far) => (
                  <ProductRow
                    product={farProduct(far())}
                    href={`/shop/${store}/${sku}`}
                    qty={cart.qtyOf(sku)}
                    under={under()}
                    told={isWanted(store, sku)}
                    onTell={(on) => {
                      void live.replica.follow(catalogLane(store))
                      void want(live, store, sku, on)
                    }}
                    onChange={(by) => {
                      // What lies in a cart needs its prices here: the shop's shelf comes along.
                      void live.replica.follow(catalogLane(store))
                      cart.change(sku, by)
                    }}
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

/** A product of a shop whose shelf is not on this device, as the server's search tells it. */
function farProduct({ product, price, band }: Hit): RowProduct {
  const { sku, names, brand, pack, glyph, food, aisle } = product
  return {
    ...{ sku, brand, pack, glyph, food, band },
    name: nameIn(names, language()),
    tint: aisleOf(aisle).tint,
    paise: price.paise,
    mrpPaise: price.mrpPaise,
  }
}
