import { createResource, createSignal, Show } from 'solid-js'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { size } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** How much is kept on this phone, whether the phone may delete it, and a copy to take away. */
export function Storage(props: { onExport(): void }) {
  const [state, { refetch }] = createResource(async () => ({
    used: (await navigator.storage?.estimate?.())?.usage ?? 0,
    kept: (await navigator.storage?.persisted?.()) ?? false,
  }))
  const [refused, refuse] = createSignal(false)
  const keep = async () => {
    refuse(!(await navigator.storage?.persist?.()))
    await refetch()
  }
  return (
    <div class="group">
      <p class="head">
        <Icon name="storage" />
        <span>
          <span class="block">{say('settings.storage')}</span>
          <span class="block text-note text-ink-soft">
            {say('settings.storageUsed', { used: size(state()?.used ?? 0) })} ·{' '}
            {say(state()?.kept ? 'settings.storageKept' : 'settings.storageNotKept')}
          </span>
        </span>
      </p>
      <Show when={refused()}>
        <p class="nudge amber mb-2" role="alert">
          <Icon name="info" />
          {say('broken.storage-not-kept')}
        </p>
      </Show>
      <div class="choices">
        <Show when={state() && !state()?.kept}>
          <Button icon="lock" onClick={() => void keep()}>
            {say('settings.storageKeep')}
          </Button>
        </Show>
        <Button icon="export" onClick={() => props.onExport()}>
          {say('settings.storageExport')}
        </Button>
      </div>
    </div>
  )
}
