import { Show } from 'solid-js'
import { rupees } from '../words/figures.ts'
import { say } from '../words/say.ts'

/** An amount. A guess is drawn dashed and says "likely"; a fact is solid. */
export function Money(props: { paise: number; likely?: boolean; class?: string }) {
  return (
    <Show
      when={props.likely}
      fallback={<span class={`money ${props.class ?? ''}`}>{rupees(props.paise)}</span>}
    >
      <span class={`likely ${props.class ?? ''}`}>
        <span class="money">{rupees(props.paise)}</span>
        <span class="likely-word">{say('common.likely')}</span>
      </span>
    </Show>
  )
}
