import { A } from '@solidjs/router'
import { createMemo, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { bodyTotal } from '../../market/body-total.ts'
import { nowish } from '../../market/env.ts'
import { type OrderView, orderOf } from '../../market/orders.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { asideOf, standingOf, toneOf } from '../../market/standing.ts'
import { Avatar } from '../../parts/awning.tsx'
import { Money } from '../../parts/money.tsx'
import { Ticks } from '../../parts/ticks.tsx'
import { dayAndTime } from '../../words/clock.ts'
import { asideWords } from '../../words/no.ts'
import { say } from '../../words/say.ts'

/** One order in a list: whose, when, what it comes to, and how far it is. */
export function OrderCard(props: { id: string }) {
  const live = useReplica()
  const order = createMemo(() => orderOf(live, props.id))
  const paiseOf = ({ lines, body }: OrderView) =>
    lines?.payablePaise ?? (body && (bodyTotal(live, body) || body.maxTotalPaise)) ?? 0
  return (
    <Show when={order()}>
      {(known) => (
        <A href={`/order/${props.id}`} class="row-press">
          <Avatar
            tint={knownStore(live, known().store)?.tint ?? 'tamarind'}
            name={shopName(live, known().store)}
          />
          <span class="flex min-w-0 flex-1 flex-col">
            <span class="flex items-baseline justify-between gap-3">
              <span class="min-w-0 font-strong">{shopName(live, known().store)}</span>
              <Money class="font-strong" paise={paiseOf(known())} likely={!known().lines} />
            </span>
            <span class="flex flex-wrap items-center justify-between gap-x-3">
              <span class="text-note text-ink-soft">
                {dayAndTime(known().at, nowish())}
                <Show when={known().lines}>
                  {(lines) => ` · ${say('order.number', { number: lines().number })}`}
                </Show>
              </span>
              <span class={`standing ${toneOf(known())}`}>
                <Show when={known().item}>
                  {(item) => (
                    <Ticks step={item().step} placed aside={asideOf(known()) !== undefined} />
                  )}
                </Show>
                {standingOf(known())}
              </span>
            </span>
            <Show when={asideOf(known())}>
              {(code) => <span class="text-note text-ink-soft">{asideWords(code())}</span>}
            </Show>
          </span>
        </A>
      )}
    </Show>
  )
}
