import { createUniqueId, type JSX, Show, splitProps } from 'solid-js'
import { Icon } from './icon.tsx'

/** A labelled input; what is wrong stands under it and is read with it. */
export function Field(
  props: {
    label: string
    hint?: string | undefined
    problem?: string | undefined
    optional?: string | undefined
    /** Stands inside, before the text: +91. */
    before?: string | undefined
  } & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'class' | 'id'>,
) {
  const [own, rest] = splitProps(props, ['label', 'hint', 'problem', 'optional', 'before'])
  const id = createUniqueId()
  return (
    <div class="field">
      <label for={id}>
        {own.label}
        <Show when={own.optional}>
          <span class="optional">{own.optional}</span>
        </Show>
      </label>
      <div class="box">
        <Show when={own.before}>
          <span class="before">{own.before}</span>
        </Show>
        <input
          id={id}
          aria-invalid={own.problem ? 'true' : undefined}
          aria-describedby={own.problem || own.hint ? `${id}-under` : undefined}
          {...rest}
        />
      </div>
      <Show when={own.problem || own.hint}>
        <p id={`${id}-under`} class={own.problem ? 'problem' : 'hint'}>
          <Show when={own.problem}>
            <Icon name="alert" class="small" />
          </Show>
          {own.problem ?? own.hint}
        </p>
      </Show>
    </div>
  )
}

/** A yes or no with its explanation; the whole row is the target. */
export function Toggle(props: {
  label: string
  icon?: string
  text?: string
  on: boolean
  onChange(on: boolean): void
}) {
  return (
    <label class="toggle">
      <Show when={props.icon}>{(name) => <Icon name={name()} />}</Show>
      <span class="words">
        <span>{props.label}</span>
        <Show when={props.text}>
          <span class="text">{props.text}</span>
        </Show>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={props.on}
        checked={props.on}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span class="track" aria-hidden="true" />
    </label>
  )
}
