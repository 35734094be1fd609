import { Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { isCutOff } from '../../market/cut-off.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { say } from '../../words/say.ts'

/** A shop this phone has never heard of: on its way, or not to be had now. */
export function NotHeard(props: { shape: 'rows' | 'product' }) {
  const live = useReplica()
  return (
    <Show
      when={isCutOff(live.status())}
      fallback={<Skeleton shape={props.shape} rows={props.shape === 'rows' ? 6 : 1} />}
    >
      <Empty drawing="shutter" title={say('shop.firstTitle')} text={say('shop.firstText')}>
        <Button icon="again" onClick={() => live.replica.sendNow()}>
          {say('common.retry')}
        </Button>
      </Empty>
    </Show>
  )
}
