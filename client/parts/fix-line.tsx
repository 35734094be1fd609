import { For, type JSX, Show } from 'solid-js'
import type { Tint } from '../../schema/aisles.ts'
import { Icon } from './icon.tsx'
import { Plate } from './plate.tsx'

export type FixChoice = { value: string; label: string }

/** One line that needs a yes: plate, name, what was and what is, and the ways out as chips, the offer chosen. */
export function FixLine(props: {
  name: string
  glyph?: string | undefined
  tint?: Tint | undefined
  /** The sentence of the problem. */
  reason: string
  /** The name stands beside it, so the eye needs less: the sentence is for those who listen. */
  plain?: string | undefined
  was?: string | undefined
  now?: string | undefined
  choices: FixChoice[]
  chosen: string
  onChoose(value: string): void
  children?: JSX.Element
}) {
  const group = `fix-${Math.abs(hash(props.name + props.reason))}`
  return (
    <fieldset class="fix-line">
      <Show when={props.tint}>
        {(tint) => <Plate size="fix" glyph={props.glyph} tint={tint()} />}
      </Show>
      <legend class="name">{props.name}</legend>
      <p class={props.plain ? 'unseen' : 'reason'}>{props.reason}</p>
      <Show when={props.plain}>
        <p class="reason" aria-hidden="true">
          {props.plain}
        </p>
      </Show>
      <Show when={props.now}>
        <p class="turn">
          <Show when={props.was}>
            <s class="money">{props.was}</s>
            <span aria-hidden="true">→</span>
          </Show>
          <b class="money">{props.now}</b>
        </p>
      </Show>
      <div class="choices">
        <For each={props.choices}>
          {(choice) => (
            <Show when={props.choices.length > 1} fallback={<Stands>{choice.label}</Stands>}>
              <label class="chip">
                <input
                  type="radio"
                  name={group}
                  value={choice.value}
                  checked={props.chosen === choice.value}
                  onChange={() => props.onChoose(choice.value)}
                />
                <span>{choice.label}</span>
              </label>
            </Show>
          )}
        </For>
      </div>
      {props.children}
    </fieldset>
  )
}

/** What agreeing includes, where there is nothing to choose. */
export function Stands(props: { children: JSX.Element }) {
  return (
    <span class="stands">
      <Icon name="tick" class="small" />
      {props.children}
    </span>
  )
}

/** Radio groups need a name of their own; two lines of one product differ by their reason. */
function hash(text: string): number {
  let sum = 0
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) | 0
  return sum
}
