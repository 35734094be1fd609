import { useNavigate } from '@solidjs/router'
import { Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { orderAgain } from '../../market/order-again.ts'
import type { OrderView } from '../../market/orders.ts'
import { knownStore } from '../../market/shop-name.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { say } from '../../words/say.ts'

/** What can be done with an order that is placed: call the shop, put the same into the cart again. */
export function After(props: { order: OrderView }) {
  const live = useReplica()
  const navigate = useNavigate()
  const again = async () => {
    await orderAgain(live, props.order)
    navigate(`/cart/${props.order.store}`)
  }
  return (
    <Show when={props.order.lines}>
      <div class="flex flex-wrap gap-2">
        <Show when={knownStore(live, props.order.store)?.phone}>
          {(phone) => (
            <a class="button second" href={`tel:${phone()}`}>
              <Icon name="call" />
              <span>{say('order.call')}</span>
            </a>
          )}
        </Show>
        <Button icon="again" onClick={() => void again()}>
          {say('order.again')}
        </Button>
      </div>
    </Show>
  )
}
