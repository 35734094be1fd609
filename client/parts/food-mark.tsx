import { Show } from 'solid-js'
import { type Key, say } from '../words/say.ts'

/** The mark that Indian law asks for on food: the shape tells it, not the colour alone. */
export function FoodMark(props: { food: 'veg' | 'egg' | 'meat' | undefined }) {
  return (
    <Show when={props.food}>
      {(food) => (
        <svg
          class={`food ${food()}`}
          viewBox="0 0 14 14"
          role="img"
          aria-label={say(`product.${food()}` as Key)}
        >
          <rect
            x="1"
            y="1"
            width="12"
            height="12"
            rx="1.5"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
          />
          <Show
            when={food() === 'meat'}
            fallback={<circle cx="7" cy="7" r="3" fill="currentColor" />}
          >
            <path d="M7 3.8l3.3 6H3.700z" fill="currentColor" />
          </Show>
        </svg>
      )}
    </Show>
  )
}
