import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { rupees } from '../words/figures.ts'
import { count, say } from '../words/say.ts'
import { Icon } from './icon.tsx'

/** The cart in one line, floating above the page. Its total is a guess until the shop has answered. */
export function CartBar(props: { href: string; pieces: number; paise: number; shop: string }) {
  return (
    <Show when={props.pieces > 0}>
      <A href={props.href} class="cart-bar">
        <span class="what">
          <span class="sum money">
            {say('cart.bar', {
              items: count('cart.items', props.pieces),
              money: rupees(props.paise),
            })}
          </span>
          <span class="shop">
            <span class="name">{props.shop}</span>
            <span class="guess">{say('common.likely')}</span>
          </span>
        </span>
        <span class="see">
          <span>{say('cart.see')}</span>
          <Icon name="next" class="small" />
        </span>
      </A>
    </Show>
  )
}
