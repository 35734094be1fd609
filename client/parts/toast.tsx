import { createSignal, onCleanup, Show } from 'solid-js'
import { say } from '../words/say.ts'

/** How long the way back stays open. */
const UNDO_MS = 5000

type Notice = { words: string; undo?: () => void }
const [notice, setNotice] = createSignal<Notice>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Says something for five seconds, with a way back for what was destroyed. A second one takes the first one's place. */
export function notify(words: string, undo?: () => void): void {
  clearTimeout(timer)
  setNotice(undo ? { words, undo } : { words })
  timer = setTimeout(() => setNotice(undefined), UNDO_MS)
}

/** The one place where notices appear, at the foot of the page. Resting on it holds it. */
export function Toasts() {
  onCleanup(() => clearTimeout(timer))
  const hold = () => clearTimeout(timer)
  const release = () => {
    clearTimeout(timer)
    timer = setTimeout(() => setNotice(undefined), UNDO_MS)
  }
  return (
    <div
      class="toasts"
      role="status"
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocusIn={hold}
      onFocusOut={release}
    >
      <Show when={notice()}>
        {(shown) => (
          <div class="toast">
            <span>{shown().words}</span>
            <Show when={shown().undo}>
              {(undo) => (
                <button
                  type="button"
                  onClick={() => {
                    undo()()
                    setNotice(undefined)
                  }}
                >
                  {say('common.undo')}
                </button>
              )}
            </Show>
          </div>
        )}
      </Show>
    </div>
  )
}
