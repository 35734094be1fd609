import { Show } from 'solid-js'
import type { Status } from '../../../engine/replica/index.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { newVersion, updateNow } from '../../market/worker.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { type Key, say } from '../../words/say.ts'

/** Why nothing can be sent until somebody does something, and what. */
export function Stopped() {
  const live = useReplica()
  const why = () => whyStopped(live.status())
  return (
    <Show when={why()}>
      {(key) => (
        <div>
          <p class="nudge amber">
            <Icon name="info" />
            {say(key())}
          </p>
          {/* Once the new version is here, its own card says so. */}
          <Show when={live.status().at === 'update' && !newVersion()}>
            <Button class="mt-3" look="main" icon="export" onClick={() => void updateNow()}>
              {say('update.now')}
            </Button>
          </Show>
        </div>
      )}
    </Show>
  )
}

/** Trying again sends nothing. */
export const isStopped = (status: Status): boolean =>
  status.at === 'sign-in' || status.at === 'update'

function whyStopped(status: Status): Key | undefined {
  switch (status.at) {
    case 'update':
      return 'broken.protocol-too-old'
    case 'full':
      return 'broken.storage-full'
    case 'sign-in':
      return status.why === 'visitor' ? undefined : signedOut[status.why]
    default:
      return undefined
  }
}

const signedOut = {
  expired: 'broken.session-expired',
  revoked: 'broken.device-revoked',
  suspended: 'problem.suspended',
} as const satisfies Record<string, Key>
