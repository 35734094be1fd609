import { createSignal, Show } from 'solid-js'
import { nowish } from '../../market/env.ts'
import { canInstall, installApp, isBareIos } from '../../market/install.ts'
import { installDismissedAt, setInstallDismissedAt } from '../../market/prefs.ts'
import { Button } from '../../parts/button.tsx'
import { say } from '../../words/say.ts'

/** Whoever says "not now" is left alone for this long. */
const QUIET_MS = 30 * 86_400_000

/** Offered once there is something to come back for: the first order is confirmed. */
export function InstallOffer(props: { when: boolean }) {
  const [done, setDone] = createSignal(false)
  const quiet = () => nowish() - installDismissedAt() < QUIET_MS
  return (
    <Show when={props.when && !done() && !quiet() && (canInstall() || isBareIos())}>
      <section class="card p-4">
        <h2 class="font-strong">{say('install.title')}</h2>
        <p class="mb-3 text-ink-soft">{say(isBareIos() ? 'install.ios' : 'install.text')}</p>
        <div class="flex flex-wrap gap-2">
          <Show when={canInstall()}>
            <Button
              icon="export"
              onClick={() => {
                setDone(true)
                void installApp()
              }}
            >
              {say('install.yes')}
            </Button>
          </Show>
          <Button look="quiet" onClick={() => setInstallDismissedAt(nowish())}>
            {say('install.no')}
          </Button>
        </div>
      </section>
    </Show>
  )
}
