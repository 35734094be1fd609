import { For, Show } from 'solid-js'
import { say } from '../words/say.ts'
import { Icon } from './icon.tsx'

/**
 * One node. `phone`: on this phone only. `fact`: it happened, with its clock time. `next`: expected, a guess. `later`:
 * not yet. `exit`: it ends here. `threshold`: from here the shop has it.
 */
export type TimelineNode =
  | { is: 'phone' | 'fact' | 'exit'; word: string; time?: string | undefined }
  | { is: 'next'; word: string; time?: string | undefined }
  | { is: 'later'; word: string }
  | { is: 'threshold' }

/** The way of an order. Facts are filled and solid, guesses dashed, the phone's own word hollow and grey. */
export function OrderTimeline(props: { nodes: TimelineNode[] }) {
  return (
    <ol class="timeline">
      <For each={props.nodes}>
        {(node) => (
          <Show
            when={node.is !== 'threshold' && (node as Exclude<TimelineNode, { is: 'threshold' }>)}
            fallback={
              <li class="threshold">
                <span>{say('step.threshold')}</span>
              </li>
            }
          >
            {(at) => (
              <li class={at().is}>
                <span class="node">
                  <Show when={at().is === 'fact'}>
                    <Icon name="tick" />
                  </Show>
                  <Show when={at().is === 'exit'}>
                    <Icon name="close" />
                  </Show>
                </span>
                <span class="word">{at().word}</span>
                <Show when={'time' in at() && (at() as { time?: string }).time}>
                  {(time) => (
                    <span class="time money">
                      <Show when={at().is === 'next'} fallback={time()}>
                        <span class="likely">{say('order.likely', { time: time() })}</span>
                      </Show>
                    </span>
                  )}
                </Show>
              </li>
            )}
          </Show>
        )}
      </For>
    </ol>
  )
}
