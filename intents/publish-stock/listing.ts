import { canonical, type Json } from '../../engine/model/canonical.ts'
import type { Product, ProductFields } from '../../schema/product.ts'
import type { Draft } from './draft.ts'
import type { StockItem } from './shape.ts'

type Item<Do extends StockItem['do']> = Extract<StockItem, { do: Do }>

/** A price is set on the version its author saw; otherwise the one that stands stays. */
export function setPrice(draft: Draft, item: Item<'price'>): void {
  const { sku, paise, mrpPaise, basis } = item
  const now = draft.prices.get(sku)
  const version = now?.version ?? 0
  const asked = { paise, mrpPaise }
  const stands = now ? { paise: now.paise, mrpPaise: now.mrpPaise } : {}
  if (canonical(stands) === canonical(asked)) draft.known += 1
  else if (version !== basis) {
    const byOne = Math.abs(paise - (now?.paise ?? paise))
    stale(draft, item, { version, asked, stands, byOne })
  } else {
    draft.prices.set(sku, { store: draft.store, sku, ...asked, version: version + 1 })
    draft.changed.prices.add(sku)
    draft.applied += 1
  }
}

/** As a price: on the version that was seen. What says already what is asked is nothing to quarrel about. */
export function setProduct(draft: Draft, item: Item<'product'>): void {
  const { sku, fields, basis } = item
  const now = draft.products.get(sku)
  const version = now?.version ?? 0
  const stands = now ? fieldsOf(now) : {}
  if (canonical(stands) === canonical(fields)) draft.known += 1
  else if (version !== basis) {
    stale(draft, item, { version, asked: fields as Json, stands: stands as Json, byOne: 0 })
  } else {
    draft.products.set(sku, { ...fields, store: draft.store, sku, version: version + 1 })
    draft.changed.products.add(sku)
    draft.applied += 1
  }
}

/** `byOne`: how far the two are apart for each piece sold meanwhile, in paise. */
function stale(
  draft: Draft,
  item: Item<'price'> | Item<'product'>,
  { version, asked, stands, byOne }: { version: number; asked: Json; stands: Json; byOne: number },
): void {
  const { store } = draft
  draft.conflicts.push({
    rule: `${item.do}-basis`,
    key: `${store}/${item.sku}`,
    category: 'business',
    a: { basis: item.basis, asked },
    b: { now: version, stands },
    result: stands,
    options: [{ store, items: [{ ...item, basis: version } as Json] }],
    reviewer: 'staff',
    moneyAtRiskPaise: byOne,
  })
}

const fieldsOf = ({ store: _, sku: __, version: ___, ...fields }: Product): ProductFields => fields
