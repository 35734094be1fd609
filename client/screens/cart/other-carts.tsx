import { A } from '@solidjs/router'
import { createMemo, For, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { piecesIn } from '../../market/bill.ts'
import { filledCarts } from '../../market/carts.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { Avatar } from '../../parts/awning.tsx'
import { Icon } from '../../parts/icon.tsx'
import { count, say } from '../../words/say.ts'

/** Carts that wait in other shops than this one. */
export function OtherCarts(props: { than: string }) {
  const live = useReplica()
  const others = createMemo(() => filledCarts(live).filter(({ store }) => store !== props.than))
  return (
    <Show when={others().length > 0}>
      <section class="flex flex-col gap-3">
        <h2 class="part mt-4">{say('cart.other')}</h2>
        <div class="card rows">
          <For each={others()}>
            {({ store, rows }) => (
              <A href={`/cart/${store}`} class="row-press">
                <Avatar
                  tint={knownStore(live, store)?.tint ?? 'tamarind'}
                  name={shopName(live, store)}
                />
                <span class="min-w-0 grow font-strong">{shopName(live, store)}</span>
                <span class="shrink-0 whitespace-nowrap text-ink-soft">
                  {count('cart.items', piecesIn(rows))}
                </span>
                <Icon name="next" class="small" />
              </A>
            )}
          </For>
        </div>
      </section>
    </Show>
  )
}
