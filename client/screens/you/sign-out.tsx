import { useNavigate } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { saveCopy } from '../../market/save-copy.ts'
import { leave } from '../../market/session.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { count, say } from '../../words/say.ts'

/** What has to be typed to throw unsent work away; the same in every language, so that it is never a habit. */
const WORD = 'DISCARD'
/** How long "send now" waits for the server before it says no. */
const SEND_MS = 15_000

/** Out, with nothing waiting: at once. With something waiting: send, stay, save a copy, or discard by typing so. */
export function SignOut(props: { open: boolean; onClose(): void }) {
  const live = useReplica()
  const navigate = useNavigate()
  const [typed, setTyped] = createSignal('')
  const [sending, setSending] = createSignal(false)
  const [failed, setFailed] = createSignal(false)
  const waiting = () => live.waiting().length
  const out = async () => {
    props.onClose()
    navigate('/', { replace: true })
    await leave()
  }
  const sendThenOut = async () => {
    setSending(true)
    setFailed(false)
    live.replica.sendNow()
    const gone = await settled(() => live.replica.waiting().length === 0, live.replica.on)
    setSending(false)
    if (gone) await out()
    else setFailed(true)
  }
  return (
    <Sheet open={props.open} title={say('signOut.title')} onClose={props.onClose}>
      <Show
        when={waiting() > 0}
        fallback={
          <div class="flex flex-col gap-4">
            <p>{say('signOut.clean')}</p>
            <Button look="main" onClick={() => void out()}>
              {say('signOut.yes')}
            </Button>
          </div>
        }
      >
        <div class="flex flex-col gap-4">
          <p>
            <b class="font-strong">{count('signOut.waiting', waiting())}</b> {say('signOut.ask')}
          </p>
          <Button look="main" busy={sending()} onClick={() => void sendThenOut()}>
            {say(sending() ? 'signOut.sending' : 'signOut.send')}
          </Button>
          <Show when={failed()}>
            <p class="flex gap-2 text-amber" role="alert">
              <Icon name="info" />
              {say('signOut.sendFailed')}
            </p>
          </Show>
          <div class="grid gap-3 roomy:grid-cols-2">
            <Button onClick={() => props.onClose()}>{say('signOut.stay')}</Button>
            <Button icon="export" onClick={() => void saveCopy(live)}>
              {say('signOut.export')}
            </Button>
          </div>
          <details class="discard">
            <summary class="text-red">
              {say('signOut.discard')}
              <Icon name="down" class="small" />
            </summary>
            <div class="mt-3 flex flex-col gap-4">
              <p class="text-ink-soft">{say('signOut.discardText', { word: WORD })}</p>
              <Field
                label={say('signOut.discardLabel', { word: WORD })}
                autocomplete="off"
                autocapitalize="characters"
                value={typed()}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
              <Button
                look="danger"
                icon="bin"
                disabled={typed().trim() !== WORD}
                onClick={() => void out()}
              >
                {say('signOut.discard')}
              </Button>
            </div>
          </details>
        </div>
      </Show>
    </Sheet>
  )
}

/** Resolves true as soon as it holds, false when the patience is over. */
function settled(holds: () => boolean, on: (listener: () => void) => () => void): Promise<boolean> {
  if (holds()) return Promise.resolve(true)
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), SEND_MS)
    const stop = on(() => holds() && finish(true))
    const finish = (yes: boolean) => {
      clearTimeout(timer)
      stop()
      resolve(yes)
    }
  })
}
