import { createMemo, For, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { isRunning, needsChoice, ordersOf } from '../../market/orders.ts'
import { say } from '../../words/say.ts'
import { OrderCard } from './order-card.tsx'

/** Orders under way first, then those before. */
export function OrderList() {
  const live = useReplica()
  const all = createMemo(() => ordersOf(live))
  const ids = (now: boolean) =>
    all()
      .filter((order) => (isRunning(order) || needsChoice(order)) === now)
      .map(({ id }) => id)
  const group = (title: string, list: string[]) => (
    <Show when={list.length > 0}>
      <section class="flex flex-col gap-2">
        <h2 class="part">{title}</h2>
        <div class="card rows">
          <For each={list}>{(id) => <OrderCard id={id} />}</For>
        </div>
      </section>
    </Show>
  )
  return (
    <div class="flex flex-col gap-6">
      {group(say('orders.now'), ids(true))}
      {group(say('orders.before'), ids(false))}
    </div>
  )
}
