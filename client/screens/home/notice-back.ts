import { createEffect, on } from 'solid-js'
import type { Live } from '../../bind/live.ts'
import { wareName, wareOf } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { backAgain } from '../../market/tell-me.ts'
import { notify } from '../../parts/toast.tsx'
import { language, say } from '../../words/say.ts'

/** Says on whatever screen is open that something is there again. It stays on the home screen until it was seen. */
export function noticeBack(live: Live): void {
  createEffect(
    on(
      () => backAgain(live),
      (now, before = []) => {
        const news = now.find(
          ({ store, sku }) => !before.some((old) => old.store === store && old.sku === sku),
        )
        const ware = news && wareOf(live, news.store, news.sku)
        if (!ware) return
        const name = wareName(ware, language())
        notify(say('product.back', { name, shop: shopName(live, ware.store) }))
      },
    ),
  )
}
