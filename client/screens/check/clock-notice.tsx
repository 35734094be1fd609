import { For, Show } from 'solid-js'
import type { Instant } from '../../../engine/model/env.ts'
import { clockAhead } from '../../market/clock.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { clockTime, gap } from '../../words/clock.ts'
import { say } from '../../words/say.ts'

/** Says that the phone's clock is far from the shop's: the times on this screen are not those in its corner. */
export function ClockNotice() {
  return (
    <Show when={clockAhead()}>
      {(ahead) => (
        <p class="nudge amber">
          <Icon name="clock" />
          {say(ahead() > 0 ? 'clock.fast' : 'clock.slow', { gap: gap(Math.abs(ahead())) })}
        </p>
      )}
    </Show>
  )
}

/** Asked before an order is saved by a clock that nobody can believe: how long it waits hangs on the answer. */
export function ClockSheet(props: {
  times: readonly Instant[]
  open: boolean
  onTime(time: Instant): void
  onClose(): void
}) {
  return (
    <Sheet open={props.open} title={say('clock.title')} onClose={props.onClose}>
      <p class="mb-6">{say('clock.text')}</p>
      <div class="flex flex-col gap-3">
        <For each={props.times}>
          {(time, i) => (
            <Button look={i() === 0 ? 'main' : 'second'} onClick={() => props.onTime(time)}>
              {say('clock.is', { time: clockTime(time) })}
            </Button>
          )}
        </For>
        <Button look="quiet" onClick={() => props.onClose()}>
          {say('clock.neither')}
        </Button>
      </div>
    </Sheet>
  )
}
