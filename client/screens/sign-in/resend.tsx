import { createSignal, onCleanup } from 'solid-js'
import { Button } from '../../parts/button.tsx'
import { say } from '../../words/say.ts'

/** Another code, once the server would send one: it counts down to a time the server gave. */
export function Resend(props: { at: number; onResend(): void }) {
  const left = () => Math.max(0, Math.ceil((props.at - Date.now()) / 1000))
  const [seconds, setSeconds] = createSignal(left())
  const timer = setInterval(() => setSeconds(left()), 1000)
  onCleanup(() => clearInterval(timer))
  return (
    <Button disabled={seconds() > 0} onClick={() => props.onResend()}>
      {seconds() > 0 ? say('signIn.resendIn', { n: seconds() }) : say('signIn.resend')}
    </Button>
  )
}
