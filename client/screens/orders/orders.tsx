import { createMemo, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { ordersOf } from '../../market/orders.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { OrderList } from './order-list.tsx'

/** Everything that was ordered, or is about to be, on this phone and on the others. */
export default function Orders() {
  const live = useReplica()
  const any = createMemo(() => ordersOf(live).length > 0)
  return (
    <Frame
      title={say('orders.title')}
      back="/"
      side={any() ? <OrderList /> : undefined}
      sideOn="list"
    >
      <Show
        when={any()}
        fallback={
          <Empty drawing="scooter" title={say('orders.emptyTitle')} text={say('orders.emptyText')}>
            <ButtonLink look="main" href="/">
              {say('orders.emptyAct')}
            </ButtonLink>
          </Empty>
        }
      >
        <div class="only-phone">
          <OrderList />
        </div>
        <div class="only-wide">
          <Empty drawing="ledger" title={say('orders.pick')} />
        </div>
      </Show>
    </Frame>
  )
}
