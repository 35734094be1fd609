import { A } from '@solidjs/router'
import { createMemo, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { bodyTotal } from '../../market/body-total.ts'
import { nowish } from '../../market/env.ts'
import { needsChoice, type OrderView, orderOf } from '../../market/orders.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { Avatar } from '../../parts/awning.tsx'
import { Money } from '../../parts/money.tsx'
import { Ticks } from '../../parts/ticks.tsx'
import { dayAndTime } from '../../words/clock.ts'
import { type Key, say } from '../../words/say.ts'

/** One order in a list: whose, when, what it comes to, and how far it is. */
export function OrderCard(props: { id: string; current?: boolean }) {
  const live = useReplica()
  const order = createMemo(() => orderOf(live, props.id))
  const paiseOf = ({ lines, body }: OrderView) =>
    lines?.payablePaise ?? (body && (bodyTotal(live, body) || body.maxTotalPaise)) ?? 0
  return (
    <Show when={order()}>
      {(known) => (
        <A
          href={`/order/${props.id}`}
          class="row-press"
          aria-current={props.current ? 'true' : undefined}
        >
          <Avatar
            tint={knownStore(live, known().store)?.tint ?? 'tamarind'}
            name={shopName(live, known().store)}
          />
          <span class="flex min-w-0 flex-1 flex-col">
            <span class="flex items-baseline justify-between gap-3">
              <span class="min-w-0 font-strong">{shopName(live, known().store)}</span>
              <Money class="font-strong" paise={paiseOf(known())} likely={!known().lines} />
            </span>
            <span class="flex flex-wrap items-baseline justify-between gap-x-3">
              <span class="text-note text-ink-soft">
                {dayAndTime(known().at, nowish())}
                <Show when={known().lines}>
                  {(lines) => ` · ${say('order.number', { number: lines().number })}`}
                </Show>
              </span>
              <span class={`standing ${toneOf(known())}`}>
                <Show when={known().item}>{(item) => <Ticks step={item().step} placed />}</Show>
                {standingOf(known())}
              </span>
            </span>
          </span>
        </A>
      )}
    </Show>
  )
}

/** The word for where an order stands: a fact if there is one, else what this phone knows of its asking. */
export function standingOf(order: OrderView): string {
  if (order.standing) return say(`step.${order.standing.state}` as Key)
  if (order.item?.setAside !== undefined) return say('step.refused')
  switch (order.item?.step) {
    case 'saved':
      return say('step.saved')
    case 'sent':
      return say('step.sent')
    case 'refused':
    case 'review':
      return say(`step.${order.item.step}`)
    default:
      return say('step.placed')
  }
}

const toneOf = (order: OrderView) => (needsChoice(order) ? 'red' : order.standing ? 'leaf' : 'grey')
