import { createMemo, For, Show } from 'solid-js'
import { upTo } from '../../../intents/checkout/consent.ts'
import { type Else, ORDER_LINES } from '../../../intents/checkout/shape.ts'
import type { Live } from '../../bind/live.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { choiceOf, choose } from '../../market/carts.ts'
import { aislesOf, wareName, wareOf } from '../../market/shelf.ts'
import { Icon } from '../../parts/icon.tsx'
import { Plate } from '../../parts/plate.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { rupees } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'

const RULES = ['best-match', 'ask', 'drop', 'cancel-all'] as const
/** Neighbours on the shelf that are offered by name. */
const NEIGHBOURS = 6

/** Decided beforehand, because the author may be offline when it matters: what happens if this runs short. */
export function ShortSheet(props: {
  store: string
  number: number
  sku: string | undefined
  onClose(): void
}) {
  const live = useReplica()
  const ware = createMemo(() => (props.sku ? wareOf(live, props.store, props.sku) : undefined))
  const now = (): Else =>
    (props.sku && choiceOf(live, { store: props.store, number: props.number, sku: props.sku })) ||
    'best-match'
  const neighbours = createMemo(() => {
    const here = ware()
    if (!here) return []
    const aisle = aislesOf(live, props.store).find((each) => each.aisle === here.product.aisle)
    return (aisle?.skus.slice(0, ORDER_LINES) ?? [])
      .map((sku) => wareOf(live, props.store, sku))
      .filter((other) => other?.price && other.sku !== here.sku && other.band !== 'out')
      .filter((other) => other?.product.shelf === here.product.shelf)
      .slice(0, NEIGHBOURS)
  })
  const pick = async (choice: Else) => {
    if (props.sku) {
      await choose(live, { store: props.store, number: props.number, sku: props.sku, choice })
    }
    props.onClose()
  }
  return (
    <Sheet open={props.sku !== undefined} title={say('cart.short')} onClose={props.onClose}>
      <Show when={ware()}>
        {(known) => <p class="mb-3 text-ink-soft">{wareName(known(), language())}</p>}
      </Show>
      <div class="card rows">
        <For each={RULES}>
          {(rule) => (
            <button
              type="button"
              class="row-press"
              aria-current={now() === rule ? 'true' : undefined}
              onClick={() => void pick(rule)}
            >
              <span class="grow">{say(`else.${rule}`)}</span>
              <Show when={now() === rule}>
                <Icon name="tick" class="small" />
              </Show>
            </button>
          )}
        </For>
        <For each={neighbours()}>
          {(other) => (
            <Show when={other}>
              {(known) => (
                <button
                  type="button"
                  class="row-press"
                  aria-current={skuOf(now()) === known().sku ? 'true' : undefined}
                  onClick={() =>
                    void pick({ sku: known().sku, upTo: upTo(known().price?.paise ?? 0) })
                  }
                >
                  <Plate size="fix" glyph={known().product.glyph} tint={known().tint} />
                  <span class="min-w-0 grow">
                    {say('else.sku', { name: wareName(known(), language()) })}
                    <span class="block text-note text-ink-soft">{known().product.pack}</span>
                  </span>
                  <span class="money">{rupees(known().price?.paise ?? 0)}</span>
                </button>
              )}
            </Show>
          )}
        </For>
      </div>
    </Sheet>
  )
}

const skuOf = (choice: Else) => (typeof choice === 'string' ? undefined : choice.sku)

/** A choice in the person's words. */
export function elseWords(live: Live, store: string, choice: Else): string {
  if (typeof choice === 'string') return say(`else.${choice}`)
  const ware = wareOf(live, store, choice.sku)
  return say('else.sku', { name: ware ? wareName(ware, language()) : choice.sku })
}
