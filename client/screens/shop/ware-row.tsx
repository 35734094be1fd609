import { createMemo, type JSX, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import type { OpenCart } from '../../market/open-cart.ts'
import { type Ware, wareName, wareOf } from '../../market/shelf.ts'
import { isWanted, want } from '../../market/tell-me.ts'
import { ProductRow, type RowProduct } from '../../parts/product-row.tsx'
import { clockTime } from '../../words/clock.ts'
import { language } from '../../words/say.ts'

/** One product of one shop with its stepper; it alone repaints when its price or stock moves. */
export function WareRow(props: {
  store: string
  sku: string
  cart: OpenCart
  under?: JSX.Element
}) {
  const live = useReplica()
  const ware = createMemo(() => wareOf(live, props.store, props.sku))
  return (
    <Show when={ware()?.price && ware()}>
      {(known) => (
        <ProductRow
          product={shown(known())}
          href={`/shop/${props.store}/${props.sku}`}
          qty={props.cart.qtyOf(props.sku)}
          under={props.under}
          onChange={(by) => props.cart.change(props.sku, by)}
          told={isWanted(props.store, props.sku)}
          onTell={(on) => void want(live, props.store, props.sku, on)}
        />
      )}
    </Show>
  )
}

/** A ware as the row draws it, in the person's language. */
export function shown(ware: Ware): RowProduct {
  const { product, price } = ware
  return {
    sku: ware.sku,
    name: wareName(ware, language()),
    brand: product.brand,
    pack: product.pack,
    glyph: product.glyph,
    tint: ware.tint,
    food: product.food,
    paise: price?.paise ?? 0,
    mrpPaise: price?.mrpPaise ?? 0,
    band: ware.band,
    outSince: ware.band === 'out' && ware.bandAt !== undefined ? clockTime(ware.bandAt) : undefined,
  }
}
