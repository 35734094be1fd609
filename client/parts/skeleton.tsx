import { createSignal, For, onCleanup, Show } from 'solid-js'

/** Shown only when there is nothing cached, and only after this long: a flash of grey helps nobody. */
const SKELETON_MS = 300

/** Grey rows in the shape of what comes. */
export function Skeleton(props: { rows?: number; shape: 'rows' | 'cards' | 'lines' }) {
  const [shown, show] = createSignal(false)
  const timer = setTimeout(() => show(true), SKELETON_MS)
  onCleanup(() => clearTimeout(timer))
  const rows = () => Array.from({ length: props.rows ?? 5 }, (_, row) => row)
  return (
    <Show when={shown()}>
      <div aria-hidden="true" class={props.shape === 'cards' ? 'shops' : 'card rows'}>
        <For each={rows()}>
          {() => (
            <Show
              when={props.shape !== 'cards'}
              fallback={
                <div class="card pb-4">
                  <div class="skeleton h-6" />
                  <div class="skeleton mt-4 ml-4 h-6 w-1/2" />
                  <div class="skeleton mt-2 ml-4 h-4 w-2/3" />
                </div>
              }
            >
              <Show
                when={props.shape === 'rows'}
                fallback={
                  <div class="flex h-main items-center gap-3 px-4">
                    <div class="skeleton h-6 w-6" />
                    <div class="skeleton h-4 w-1/2" />
                  </div>
                }
              >
                <div class="flex items-center gap-3 p-4">
                  <div class="skeleton plate" />
                  <div class="flex-1">
                    <div class="skeleton h-4 w-2/3" />
                    <div class="skeleton mt-2 h-3 w-1/3" />
                  </div>
                  <div class="skeleton h-8 w-16" />
                </div>
              </Show>
            </Show>
          )}
        </For>
      </div>
    </Show>
  )
}
