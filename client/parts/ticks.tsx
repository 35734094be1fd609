import type { Step } from '../../engine/replica/items.ts'
import { type Key, say } from '../words/say.ts'
import { Icon } from './icon.tsx'

type Mark = { icon: string; tone: string; word: Key }

/** How far one thing has come, as a mark; focus or a long press shows the word. */
export function Ticks(props: {
  step: Step['step']
  byOther?: boolean
  placed?: boolean
  aside?: boolean
}) {
  const mark = () => markOf(props.step, props)
  return (
    <span class={`ticks ${mark().tone}`} title={say(mark().word)}>
      <Icon name={mark().icon} class="small" label={say(mark().word)} />
    </span>
  )
}

/** One mark per step; colour never tells it alone. */
export function markOf(
  step: Step['step'],
  of: {
    byOther?: boolean | undefined
    placed?: boolean | undefined
    aside?: boolean | undefined
  } = {},
): Mark {
  if (of.aside) return { icon: 'alert', tone: 'red', word: 'tick.aside' }
  switch (step) {
    case 'saved':
      return { icon: 'clock', tone: 'grey', word: 'tick.saved' }
    case 'sent':
      return { icon: 'tick', tone: 'blue', word: 'tick.sent' }
    case 'accepted':
      return { icon: 'ticks', tone: 'leaf', word: of.placed ? 'tick.placed' : 'tick.accepted' }
    case 'refused':
      return { icon: 'alert', tone: 'red', word: 'tick.refused' }
    case 'review':
      return of.byOther
        ? { icon: 'swap', tone: 'grey', word: 'tick.review-other' }
        : { icon: 'swap', tone: 'red', word: 'tick.review' }
  }
}
