import { For, Index, Show } from 'solid-js'
import { nameIn } from '../../../schema/names.ts'
import type { OpenCart } from '../../market/open-cart.ts'
import type { AisleShelf } from '../../market/shelf.ts'
import { LongList } from '../../parts/long-list.tsx'
import { grouped } from '../../words/figures.ts'
import { count, language } from '../../words/say.ts'
import { WareRow } from './ware-row.tsx'

/** Longer lists than this are drawn only where they are looked at. */
const LONG_FROM = 50

/** The shelves of some aisles, each as one card under its name. */
export function WareList(props: { store: string; aisles: AisleShelf[]; cart: OpenCart }) {
  const row = (sku: string) => <WareRow store={props.store} sku={sku} cart={props.cart} />
  return (
    // By its place, not by its object: a product that changes repaints itself and moves nothing.
    <Index each={props.aisles}>
      {(aisle) => (
        <section>
          <h2 class="aisle-name">
            {nameIn(aisle().names, language())}
            <span>
              {count('shop.count', aisle().skus.length, { n: grouped(aisle().skus.length) })}
            </span>
          </h2>
          <Show
            when={aisle().skus.length > LONG_FROM}
            fallback={
              <div class="card rows row-list">
                <For each={aisle().skus}>{row}</For>
              </div>
            }
          >
            <LongList keys={aisle().skus}>{row}</LongList>
          </Show>
        </section>
      )}
    </Index>
  )
}
