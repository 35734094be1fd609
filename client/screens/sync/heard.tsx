import { A } from '@solidjs/router'
import { createMemo, For, Show } from 'solid-js'
import type { Item } from '../../../engine/replica/index.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { nowish } from '../../market/env.ts'
import { orderOf } from '../../market/orders.ts'
import { shopName } from '../../market/shop-name.ts'
import { Ticks } from '../../parts/ticks.tsx'
import { dayAndTime } from '../../words/clock.ts'
import { asideWords } from '../../words/no.ts'
import { type Key, say } from '../../words/say.ts'
import { closeSync } from './open.ts'

/** Answers shown; older ones are in the orders. */
const SHOWN = 6

/** What has left this phone: asked and not answered yet, then decided. */
export function Heard() {
  const live = useReplica()
  // What was answered since is told by the answer.
  const items = createMemo(() =>
    live.items().filter(({ step, answeredBy }) => step !== 'saved' && answeredBy === undefined),
  )
  const aside = createMemo(() => live.items().filter(({ setAside }) => setAside !== undefined))
  const group = (title: Key, list: Item[]) => (
    <Show when={list.length > 0}>
      <section>
        <h3>{say(title)}</h3>
        <div class="card rows">
          <For each={list}>
            {(item) => (
              <A href={`/order/${item.id}`} class="row-press" onClick={closeSync}>
                <Ticks
                  step={item.step}
                  placed={item.kind === 'checkout'}
                  aside={item.setAside !== undefined}
                />
                <span class="min-w-0 flex-1">
                  {say('sync.checkout', {
                    shop: shopName(live, orderOf(live, item.id)?.store ?? ''),
                  })}
                  <Show when={item.setAside}>
                    {(code) => (
                      <span class="block text-note text-ink-soft">
                        {say('sync.asideText', { text: asideWords(code()) })}
                      </span>
                    )}
                  </Show>
                </span>
                <span class="text-note text-ink-soft">{dayAndTime(item.at, nowish())}</span>
              </A>
            )}
          </For>
        </div>
      </section>
    </Show>
  )
  return (
    <>
      {group('sync.aside', aside())}
      {group(
        'sync.server',
        items().filter(({ step }) => step === 'sent'),
      )}
      {group(
        'sync.decided',
        items()
          .filter(({ step }) => step !== 'sent')
          .slice(0, SHOWN),
      )}
    </>
  )
}
