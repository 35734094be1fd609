import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import type { Tint } from '../../schema/aisles.ts'
import { Awning } from './awning.tsx'

/** A shop as one card: awning, name, one line of facts. Closed: the awning is rolled up and the line says when it opens. */
export function StoreCard(props: {
  href: string
  name: string
  tint: Tint
  open: boolean
  /** "420 m · 20–30 min · free above ₹300", or "Opens 6 am". */
  line: JSX.Element
  /** What else there is to say: a cart waiting there. */
  note?: JSX.Element
}) {
  return (
    <A href={props.href} class="store-card card">
      <Awning tint={props.tint} rolled={!props.open} />
      <span class="words">
        <span class="name">{props.name}</span>
        <span class="line">{props.line}</span>
        <Show when={props.note}>
          <span class="note">{props.note}</span>
        </Show>
      </span>
    </A>
  )
}
