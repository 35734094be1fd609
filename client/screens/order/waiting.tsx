import { useNavigate } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import type { OrderView } from '../../market/orders.ts'
import { backToCart } from '../../market/take-back.ts'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { notify } from '../../parts/toast.tsx'
import { clockTime } from '../../words/clock.ts'
import { say } from '../../words/say.ts'

/** An order that has not left this phone: until when it would be sent, and the two ways to take it back. */
export function Waiting(props: { order: OrderView }) {
  const live = useReplica()
  const navigate = useNavigate()
  const [asking, ask] = createSignal(false)
  const takeBack = async (then: 'edit' | 'cancel') => {
    ask(false)
    const { order } = props
    const number = await backToCart(live, order)
    if (number === undefined) return notify(say('order.tooLate'))
    if (then === 'cancel') notify(say('order.cancelled'))
    navigate(`/cart/${order.store}`, { replace: true })
  }
  return (
    <Show when={props.order.item?.step === 'saved' && !props.order.item.setAside}>
      <p class="text-note text-ink-soft">
        {say('order.keepUntil', { time: clockTime(props.order.item?.until ?? 0) })}
      </p>
      <div class="flex flex-wrap gap-2">
        <Button icon="pencil" onClick={() => void takeBack('edit')}>
          {say('order.edit')}
        </Button>
        <Button look="danger" onClick={() => ask(true)}>
          {say('order.cancel')}
        </Button>
      </div>
      <Sheet open={asking()} title={say('order.cancelAsk')} onClose={() => ask(false)}>
        <p class="mb-6">{say('order.cancelText')}</p>
        <Button look="main" onClick={() => void takeBack('cancel')}>
          {say('order.cancelYes')}
        </Button>
      </Sheet>
    </Show>
  )
}
