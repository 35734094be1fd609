import { createResource, For, Show } from 'solid-js'
import type { Device } from '../../market/api.ts'
import { nowish } from '../../market/env.ts'
import { deviceId } from '../../market/prefs.ts'
import { callSigned } from '../../market/session.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ago } from '../../words/clock.ts'
import { say } from '../../words/say.ts'

/** Where this person is signed in; any of the others can be signed out from here. Needs the network. */
export function Devices() {
  const [devices, { refetch }] = createResource(async () => {
    const answer = await callSigned<Device[]>('/api/auth/devices')
    return answer.ok ? answer.value : undefined
  })
  const revoke = async (id: string) => {
    await callSigned(`/api/auth/devices/${id}`, { method: 'DELETE' })
    await refetch()
  }
  return (
    <section class="card rows">
      <h2 class="group-name">{say('settings.devices')}</h2>
      <Show
        when={devices()}
        fallback={
          <p class="p-4 text-ink-soft">
            {devices.loading ? say('common.loading') : say('settings.devicesOffline')}
          </p>
        }
      >
        {(known) => (
          <For each={known()}>
            {(device) => (
              <div class="flex items-center gap-3 px-4 py-2">
                <Icon name="device" />
                <span class="min-w-0 flex-1">
                  <span class="block">{device.label}</span>
                  <span class="block text-note text-ink-soft">
                    {device.id === deviceId()
                      ? say('settings.thisDevice')
                      : say('settings.lastSeen', { time: ago(device.seenAt, nowish()) })}
                  </span>
                </span>
                <Show when={device.id !== deviceId()}>
                  <Button look="quiet" onClick={() => void revoke(device.id)}>
                    {say('settings.revoke')}
                  </Button>
                </Show>
              </div>
            )}
          </For>
        )}
      </Show>
    </section>
  )
}
