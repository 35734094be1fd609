import { createMemo, For } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { runningOrders } from '../../market/orders.ts'
import { say } from '../../words/say.ts'
import { OrderCard } from '../orders/order-card.tsx'

/** Orders that are on their way, and those that wait for a choice: what somebody opens the app for. */
export function RunningOrders() {
  const live = useReplica()
  const ids = createMemo(() => runningOrders(live).map(({ id }) => id))
  return (
    <section class="flex flex-col gap-3">
      <h2 class="part">{say('home.active')}</h2>
      <div class="card rows">
        <For each={ids()}>{(id) => <OrderCard id={id} />}</For>
      </div>
    </section>
  )
}
