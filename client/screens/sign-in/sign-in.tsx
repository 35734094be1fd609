import { useNavigate, useSearchParams } from '@solidjs/router'
import { createSignal, Match, Show, Switch } from 'solid-js'
import { askCode, type Refusal, verifyCode } from '../../market/api.ts'
import { deviceLabel } from '../../market/device-label.ts'
import { nowish } from '../../market/env.ts'
import { deviceId } from '../../market/prefs.ts'
import { enter } from '../../market/session.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { sayNo } from '../../words/no.ts'
import { say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { Resend } from './resend.tsx'

const MOBILE = /^[6-9]\d{9}$/
const CODE_DIGITS = 6

/** Phone, then six digits. It needs the network this once; whoever only browses never meets it. */
export default function SignIn() {
  const navigate = useNavigate()
  const [query] = useSearchParams<{ then?: string }>()
  const then = () => (/^\/[a-z]/.test(query.then ?? '') ? (query.then as string) : '/')
  const [phone, setPhone] = createSignal('')
  const [asked, setAsked] = createSignal<{ phone: string; resendAt: number; demo?: string }>()
  const [code, setCode] = createSignal('')
  const [problem, setProblem] = createSignal<string>()
  const [silent, setSilent] = createSignal<string>()
  const [busy, setBusy] = createSignal(false)
  const bare = () => phone().replace(/\D/g, '').slice(-10)

  /** No network is no mistake of whoever types: it is said in grey, beside the form. */
  const refused = (refusal: Refusal) =>
    refusal.code === 'no-answer' ? setSilent(no(refusal)) : setProblem(no(refusal))
  const send = async (event?: Event) => {
    event?.preventDefault()
    setSilent(undefined)
    if (!MOBILE.test(bare())) {
      setProblem(say('signIn.badPhone'))
      return
    }
    setBusy(true)
    const answer = await askCode(`+91${bare()}`)
    setBusy(false)
    if (!answer.ok) {
      refused(answer.refusal)
      return
    }
    setProblem(undefined)
    setCode('')
    const { code: demo, resendAt } = answer.value
    setAsked({ phone: bare(), resendAt, ...(demo && { demo }) })
  }
  const verify = async (event: Event) => {
    event.preventDefault()
    const known = asked()
    if (!known || busy()) return
    setSilent(undefined)
    setBusy(true)
    const answer = await verifyCode({
      phone: `+91${known.phone}`,
      code: code(),
      device: { id: deviceId(), label: deviceLabel() },
    })
    if (!answer.ok) {
      setBusy(false)
      refused(answer.refusal)
      return
    }
    await enter(answer.value)
    navigate(then(), { replace: true })
  }
  return (
    <Frame title={say(asked() ? 'signIn.codeTitle' : 'signIn.title')} back={then()} narrow>
      <Show when={silent()}>
        {(words) => (
          <p class="nudge grey" role="alert">
            <Icon name="offline" />
            {words()}
          </p>
        )}
      </Show>
      <Switch>
        <Match when={!asked()}>
          <p class="text-ink-soft">{say('signIn.text')}</p>
          <form class="flex flex-col gap-6" onSubmit={(event) => void send(event)} novalidate>
            <Field
              label={say('signIn.phone')}
              before="+91"
              type="tel"
              inputmode="numeric"
              autocomplete="tel-national"
              autofocus
              value={phone()}
              onInput={(event) => setPhone(event.currentTarget.value)}
              problem={problem()}
            />
            <Button look="main" type="submit" busy={busy()}>
              {say('signIn.send')}
            </Button>
          </form>
          <p class="flex items-center gap-2 text-note text-ink-soft">
            <Icon name="info" class="small" />
            {say('signIn.needs')}
          </p>
        </Match>
        <Match when={asked()}>
          {(known) => (
            <>
              <p class="text-ink-soft">
                {say('signIn.codeText', {
                  phone: `+91 ${known().phone.slice(0, 5)} ${known().phone.slice(5)}`,
                })}
              </p>
              <Show when={known().demo}>
                {(demo) => (
                  <p class="nudge blue">
                    <Icon name="info" />
                    {say('signIn.demo', { code: demo() })}
                  </p>
                )}
              </Show>
              <form class="flex flex-col gap-6" onSubmit={(event) => void verify(event)} novalidate>
                <Field
                  label={say('signIn.code')}
                  inputmode="numeric"
                  autocomplete="one-time-code"
                  maxlength={CODE_DIGITS}
                  autofocus
                  value={code()}
                  onInput={(event) => {
                    setCode(event.currentTarget.value.replace(/\D/g, ''))
                    // The last digit is the whole answer: nothing more to press.
                    if (code().length === CODE_DIGITS) event.currentTarget.form?.requestSubmit()
                  }}
                  problem={problem()}
                />
                <Button look="main" type="submit" busy={busy()}>
                  {say('signIn.verify')}
                </Button>
              </form>
              <div class="flex flex-wrap gap-2">
                <Resend at={known().resendAt} onResend={() => void send()} />
                <Button
                  look="quiet"
                  onClick={() => {
                    setAsked(undefined)
                    setProblem(undefined)
                  }}
                >
                  {say('signIn.another')}
                </Button>
              </div>
            </>
          )}
        </Match>
      </Switch>
    </Frame>
  )
}

const no = (refusal: Refusal): string =>
  refusal.code === 'invalid-body'
    ? say('signIn.badPhone')
    : sayNo(refusal, { now: nowish(), online: navigator.onLine })
