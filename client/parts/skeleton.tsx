import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'

/** Shown only when there is nothing cached, and only after this long: a flash of grey helps nobody. */
const SKELETON_MS = 300

const shapes = { rows: Row, cards: Card, lines: Line, product: Product }

/** Grey in the shape of what comes. */
export function Skeleton(props: { rows?: number; shape: keyof typeof shapes }) {
  const [shown, show] = createSignal(false)
  const timer = setTimeout(() => show(true), SKELETON_MS)
  onCleanup(() => clearTimeout(timer))
  const rows = () => Array.from({ length: props.rows ?? 5 }, (_, row) => row)
  const around = () => ({ cards: 'shops', product: 'product' })[props.shape as string]
  return (
    <Show when={shown()}>
      <div aria-hidden="true" class={around() ?? 'card rows'}>
        <For each={rows()}>{() => <Dynamic component={shapes[props.shape]} />}</For>
      </div>
    </Show>
  )
}

function Row(): JSX.Element {
  return (
    <div class="flex items-center gap-3 p-4">
      <div class="skeleton plate" />
      <div class="flex-1">
        <div class="skeleton h-4 w-2/3" />
        <div class="skeleton mt-2 h-3 w-1/3" />
      </div>
      <div class="skeleton h-8 w-16" />
    </div>
  )
}

function Card(): JSX.Element {
  return (
    <div class="card pb-4">
      <div class="skeleton h-6" />
      <div class="skeleton mt-4 ml-4 h-6 w-1/2" />
      <div class="skeleton mt-2 ml-4 h-4 w-2/3" />
    </div>
  )
}

function Line(): JSX.Element {
  return (
    <div class="flex h-main items-center gap-3 px-4">
      <div class="skeleton h-6 w-6" />
      <div class="skeleton h-4 w-1/2" />
    </div>
  )
}

/** The page of one product: its plate, its name, its price and the way to add it. */
function Product(): JSX.Element {
  return (
    <>
      <div class="skeleton plate page" />
      <div class="body">
        <div class="skeleton h-8 w-2/3" />
        <div class="buy">
          <div class="skeleton h-8 w-1/3" />
          <div class="skeleton h-12 w-1/3" />
        </div>
        <div class="skeleton h-4 w-1/2" />
      </div>
    </>
  )
}
