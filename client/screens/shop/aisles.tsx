import { A } from '@solidjs/router'
import { For } from 'solid-js'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import type { AisleShelf } from '../../market/shelf.ts'
import { shopName } from '../../market/shop-name.ts'
import { Icon } from '../../parts/icon.tsx'
import { language, say } from '../../words/say.ts'

/** The aisles of a shop side by side, and the way into its search. They stay in sight while its shelves scroll. */
export function Aisles(props: {
  store: string
  aisles: AisleShelf[]
  chosen: string | undefined
  onChoose(aisle: string | undefined): void
}) {
  const live = useReplica()
  return (
    <div id="aisles" class="aisles">
      <A
        href={`/search?in=${props.store}`}
        class="find"
        aria-label={say('shop.find', { shop: shopName(live, props.store) })}
      >
        <Icon name="search" />
      </A>
      <button
        type="button"
        class="aisle"
        aria-pressed={props.chosen === undefined}
        onClick={() => props.onChoose(undefined)}
      >
        {say('shop.all')}
      </button>
      <For each={props.aisles}>
        {(aisle) => (
          <button
            type="button"
            class={`aisle tint-${aisle.tint}`}
            aria-pressed={props.chosen === aisle.aisle}
            onClick={() => props.onChoose(aisle.aisle)}
          >
            {nameIn(aisle.names, language())}
          </button>
        )}
      </For>
    </div>
  )
}
