import { A } from '@solidjs/router'
import { createResource, createSignal, Show } from 'solid-js'
import { VISITOR } from '../../../engine/replica/index.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { canInstall, installApp } from '../../market/install.ts'
import { readAddress } from '../../market/place.ts'
import { saver, setSaver, someone } from '../../market/prefs.ts'
import { saveCopy } from '../../market/save-copy.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Toggle } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { phoneNumber } from '../../words/figures.ts'
import { count, say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { openSync } from '../sync/open.ts'
import { Choices } from './choices.tsx'
import { Devices } from './devices.tsx'
import { SignOut } from './sign-out.tsx'
import { Storage } from './storage.tsx'

/** The person, how they want the app, what is on this phone, and the way out. */
export default function You() {
  const live = useReplica()
  const phone = () => phoneNumber(someone()?.phone ?? '')
  const visitor = () => live.replica.person === VISITOR
  const [address] = createResource(() => readAddress(live))
  const [leaving, leave] = createSignal(false)
  return (
    <Frame title={say('settings.title')} back="/">
      <div class="settings">
        <section class="card rows">
          <div class="who">
            <span class="face">
              <Icon name="person" />
            </span>
            <span class="min-w-0 flex-1">
              <span class="block font-strong">
                {visitor() ? say('settings.visitor') : (someone()?.name ?? phone())}
              </span>
              <Show when={visitor() || someone()?.name}>
                <span class="block text-note text-ink-soft">
                  {visitor() ? say('settings.visitorText') : phone()}
                </span>
              </Show>
            </span>
          </div>
          <Show when={visitor()}>
            <div class="p-4">
              <ButtonLink look="main" href="/sign-in?then=/you">
                {say('signIn.title')}
              </ButtonLink>
            </div>
          </Show>
          <A href="/place/house?then=/you" class="row-press">
            <Icon name="house" />
            <span class="min-w-0 flex-1">
              <span class="block">{say('settings.addresses')}</span>
              <span class="block text-note text-ink-soft">
                {address()?.house ?? say('settings.noAddress')}
              </span>
            </span>
            <Icon name="next" class="small" />
          </A>
          <button type="button" class="row-press" onClick={() => openSync()}>
            <Icon name="swap" />
            <span class="min-w-0 flex-1">
              <span class="block">{say('sync.title')}</span>
              <span class="block text-note text-ink-soft">
                {live.waiting().length > 0
                  ? count('pill.pending', live.waiting().length)
                  : say('sync.nothing')}
              </span>
            </span>
            <Icon name="next" class="small" />
          </button>
        </section>
        <Choices />
        <section class="card rows">
          <Toggle
            icon="saver"
            label={say('settings.saver')}
            text={say('settings.saverText')}
            on={saver()}
            onChange={setSaver}
          />
          <Storage onExport={() => void saveCopy(live)} />
          <Show when={canInstall()}>
            <button type="button" class="row-press" onClick={() => void installApp()}>
              <Icon name="export" />
              <span class="flex-1">
                <span class="block">{say('install.title')}</span>
                <span class="block text-note text-ink-soft">{say('install.text')}</span>
              </span>
            </button>
          </Show>
        </section>
        <Show when={!visitor()}>
          <Devices />
          <div>
            <Button icon="out" look="danger" onClick={() => leave(true)}>
              {say('settings.signOut')}
            </Button>
          </div>
          <SignOut open={leaving()} onClose={() => leave(false)} />
        </Show>
        <p class="text-note text-ink-soft">
          {say('settings.version', { version: import.meta.env.VITE_VERSION ?? '0' })}
        </p>
      </div>
    </Frame>
  )
}
