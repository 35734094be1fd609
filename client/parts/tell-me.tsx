import { say } from '../words/say.ts'
import { Icon } from './icon.tsx'

/** In the place of Add while something is sold out: a wish to hear of it again, and that it is remembered. */
export function TellMe(props: { name: string; on: boolean; onChange(on: boolean): void }) {
  return (
    <button
      type="button"
      class="tell-me"
      aria-pressed={props.on}
      aria-label={`${say('shop.tell')}: ${props.name}`}
      onClick={() => props.onChange(!props.on)}
    >
      <span class="face">
        <Icon name={props.on ? 'tick' : 'bell'} class="small" />
        {say(props.on ? 'shop.telling' : 'shop.tell')}
      </span>
    </button>
  )
}
