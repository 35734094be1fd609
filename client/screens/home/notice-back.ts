import { createEffect } from 'solid-js'
import type { Live } from '../../bind/live.ts'
import { wareName, wareOf } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { backAgain, markTold } from '../../market/tell-me.ts'
import { notify } from '../../parts/toast.tsx'
import { language, say } from '../../words/say.ts'

/** Says once, on whatever screen is open, that something is there again. The home screen shows it until it was seen. */
export function noticeBack(live: Live): void {
  createEffect(() => {
    const news = backAgain(live).find(({ told }) => !told)
    const ware = news && wareOf(live, news.store, news.sku)
    if (!ware) return
    const name = wareName(ware, language())
    const shop = shopName(live, ware.store)
    void markTold(live, news).then((isFirst) => {
      if (isFirst && location.pathname !== '/') notify(say('product.back', { name, shop }))
    })
  })
}
