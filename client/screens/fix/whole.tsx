import { For, Show } from 'solid-js'
import type { Way } from '../../market/fix.ts'
import { Button } from '../../parts/button.tsx'
import { Stands } from '../../parts/fix-line.tsx'
import { goWords, wayWords } from './way-words.ts'

/** A problem of the order as a whole: its sentence, what agreeing includes, and where to go. */
export function Whole(props: {
  sentence: string
  ways: readonly Way[]
  /** There is no way but this: it becomes the one main action. */
  main: Way | undefined
  urgent: boolean
  onGo(way: Way): void
}) {
  return (
    <div class="fix-whole" role={props.urgent ? 'alert' : undefined}>
      <p class="font-strong">{props.sentence}</p>
      <div class="choices">
        <For each={props.ways}>
          {(way) => (
            <Show when={way.way === 'go'} fallback={<Stands>{wayWords(way)}</Stands>}>
              <Button look={way === props.main ? 'main' : 'second'} onClick={() => props.onGo(way)}>
                {goWords(way)}
              </Button>
            </Show>
          )}
        </For>
      </div>
    </div>
  )
}
