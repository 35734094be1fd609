import { Show } from 'solid-js'
import { units } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Icon } from './icon.tsx'

/**
 * An outlined Add that becomes a filled stepper in its own place. 40 high inside a 48 target; each press is one step.
 * `qty` in milli-units.
 */
export function Stepper(props: {
  name: string
  qty: number
  step?: number
  onChange(by: number): void
}) {
  const step = () => props.step ?? 1000
  let more: HTMLButtonElement | undefined
  const add = () => {
    props.onChange(step())
    // The Add button is gone after the press: whoever uses a keyboard goes on with +.
    queueMicrotask(() => more?.focus({ preventScroll: true }))
  }
  return (
    <Show
      when={props.qty > 0}
      fallback={
        <button
          type="button"
          class="stepper-add"
          aria-label={say('product.addTo', { name: props.name })}
          onClick={add}
        >
          <span class="face">
            <Icon name="plus" class="small" />
            {say('common.add')}
          </span>
        </button>
      }
    >
      <fieldset class="stepper">
        <legend class="unseen">{props.name}</legend>
        <button
          type="button"
          aria-label={say('product.less', { name: props.name })}
          onClick={() => props.onChange(-Math.min(step(), props.qty))}
        >
          <Icon name="minus" class="small" />
        </button>
        <output class="money" aria-live="polite">
          {units(props.qty)}
        </output>
        <button
          ref={more}
          type="button"
          aria-label={say('product.more', { name: props.name })}
          onClick={() => props.onChange(step())}
        >
          <Icon name="plus" class="small" />
        </button>
      </fieldset>
    </Show>
  )
}
