import { type JSX, Show } from 'solid-js'
import drawings from './drawings.svg'

/** An empty screen says why and gives one action: drawing, title, one sentence, one button; left, in the upper third. */
export function Empty(props: {
  drawing: 'awning' | 'crate' | 'scooter' | 'ledger' | 'shutter'
  title: string
  text?: string
  children?: JSX.Element
}) {
  return (
    <section class="empty">
      <svg class="drawing" aria-hidden="true">
        <use href={`${drawings}#${props.drawing}`} />
      </svg>
      <h2>{props.title}</h2>
      <Show when={props.text}>
        <p>{props.text}</p>
      </Show>
      <Show when={props.children}>
        <div class="act">{props.children}</div>
      </Show>
    </section>
  )
}
