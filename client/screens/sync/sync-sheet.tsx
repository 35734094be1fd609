import { useNavigate } from '@solidjs/router'
import { createMemo, For, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { nowish } from '../../market/env.ts'
import { isSaving } from '../../market/prefs.ts'
import { saveCopy } from '../../market/save-copy.ts'
import { newVersion, updateNow } from '../../market/worker.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { ago } from '../../words/clock.ts'
import { say, sentence } from '../../words/say.ts'
import { Heard } from './heard.tsx'
import { closeSync, syncIsOpen } from './open.ts'
import { isStopped, Stopped } from './stopped.tsx'
import { groupsOf, WaitingRow } from './waiting-row.tsx'

/** What is on this phone only, what the server has, what is decided; and why something still waits. */
export function SyncSheet() {
  const live = useReplica()
  const navigate = useNavigate()
  const status = () => live.status()
  const groups = createMemo(() => groupsOf(live.waiting()))
  const canSignIn = () => {
    const now = status()
    return now.at === 'sign-in' && now.why !== 'suspended'
  }
  const signIn = () => {
    closeSync()
    navigate('/sign-in')
  }
  return (
    <Sheet open={syncIsOpen()} title={say('sync.title')} onClose={closeSync}>
      <div class="sync">
        <p class="text-note text-ink-soft">
          {status().syncedAt === undefined
            ? say('sync.never')
            : say('sync.last', { time: ago(status().syncedAt ?? 0, nowish()) })}
          {isSaving() ? ` · ${say('sync.saver')}` : ''}
        </p>
        <Stopped />
        <Show when={newVersion()}>
          <div class="card p-4">
            <p class="font-strong">{say('update.title')}</p>
            <p class="mb-3 text-ink-soft">{say('update.text')}</p>
            <Button icon="export" onClick={() => void updateNow()}>
              {say('update.now')}
            </Button>
          </div>
        </Show>
        <section>
          <h3>
            <Icon name="device" class="small" />
            {say('sync.here')}
          </h3>
          <Show
            when={groups().length > 0}
            fallback={
              <p class="card p-4 text-ink-soft">
                {sentence(say('sync.nothing'))} {say('sync.nothingText')}
              </p>
            }
          >
            <div class="card rows">
              <For each={groups()}>{(group) => <WaitingRow group={group} />}</For>
            </div>
          </Show>
        </section>
        <Heard />
        <div class="flex flex-wrap gap-2">
          <Show when={canSignIn()}>
            <Button look="main" onClick={signIn}>
              {say('sync.signIn')}
            </Button>
          </Show>
          <Show when={groups().length > 0 && !isStopped(status())}>
            <Button look="main" icon="send" onClick={() => live.replica.sendNow()}>
              {say('sync.sendNow')}
            </Button>
          </Show>
          <Button icon="share" onClick={() => void saveCopy(live)}>
            {say('sync.export')}
          </Button>
        </div>
      </div>
    </Sheet>
  )
}
