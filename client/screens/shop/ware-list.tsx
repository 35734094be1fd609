import { createWindowVirtualizer } from '@tanstack/solid-virtual'
import { createEffect, createMemo, For, type JSX, Show } from 'solid-js'
import { nameIn } from '../../../schema/names.ts'
import type { OpenCart } from '../../market/open-cart.ts'
import type { AisleShelf } from '../../market/shelf.ts'
import { grouped } from '../../words/figures.ts'
import { count, language } from '../../words/say.ts'
import { WareRow } from './ware-row.tsx'

/** Longer lists than this are drawn only where they are looked at. */
const VIRTUAL_FROM = 50
/** A row before it has been measured, in pixels. */
const ROW_PX = 97

/** The shelves of some aisles, each as one card under its name. */
export function WareList(props: { store: string; aisles: AisleShelf[]; cart: OpenCart }) {
  const row = (sku: string) => <WareRow store={props.store} sku={sku} cart={props.cart} />
  return (
    <For each={props.aisles}>
      {(aisle) => (
        <section>
          <h2 class="aisle-name">
            {nameIn(aisle.names, language())}
            <span>{count('shop.count', aisle.skus.length, { n: grouped(aisle.skus.length) })}</span>
          </h2>
          <Show
            when={aisle.skus.length > VIRTUAL_FROM}
            fallback={
              <div class="card rows row-list">
                <For each={aisle.skus}>{row}</For>
              </div>
            }
          >
            <LongList keys={aisle.skus}>{row}</LongList>
          </Show>
        </section>
      )}
    </For>
  )
}

/** A long list in the page's own scroll. Sizes go through CSSOM: the content policy allows no style attribute. */
export function LongList(props: { keys: string[]; children: (key: string) => JSX.Element }) {
  let list: HTMLDivElement | undefined
  const virtual = createMemo(() =>
    createWindowVirtualizer({
      count: props.keys.length,
      estimateSize: () => ROW_PX,
      overscan: 8,
      scrollMargin: list?.offsetTop ?? 0,
      getItemKey: (index) => props.keys[index] ?? index,
    }),
  )
  createEffect(() => list?.style.setProperty('height', `${virtual().getTotalSize()}px`))
  return (
    <div ref={list} class="card row-list virtual">
      <For each={virtual().getVirtualItems()}>
        {(item) => (
          <div
            class="virtual-row"
            data-index={item.index}
            ref={(row) => {
              queueMicrotask(() => virtual().measureElement(row))
              createEffect(() =>
                row.style.setProperty(
                  'transform',
                  `translateY(${item.start - virtual().options.scrollMargin}px)`,
                ),
              )
            }}
          >
            {props.children(props.keys[item.index] as string)}
          </div>
        )}
      </For>
    </div>
  )
}
