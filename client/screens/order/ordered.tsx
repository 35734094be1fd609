import { createMemo, For, Show } from 'solid-js'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { likelyBill, linesOf } from '../../market/bill.ts'
import type { OrderView } from '../../market/orders.ts'
import { wareName, wareOf } from '../../market/shelf.ts'
import { Money } from '../../parts/money.tsx'
import { Plate } from '../../parts/plate.tsx'
import { dotted } from '../../words/dotted.ts'
import { rupees, units } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'
import { Bill } from '../cart/bill.tsx'

type Line = {
  sku: string
  name: string
  pack?: string | undefined
  qty: number
  paise: number
  note?: string | undefined
  /** What the customer told the shop about it. */
  told?: string | undefined
}

/** What is in the order and what it comes to: the shop's books if they have answered, else what was asked. */
export function Ordered(props: { order: OrderView }) {
  const live = useReplica()
  const placed = () => props.order.lines
  const nameOf = (sku: string) => {
    const ware = wareOf(live, props.order.store, sku)
    return ware ? wareName(ware, language()) : sku
  }
  const lines = createMemo((): Line[] => {
    const agreed = placed()
    if (agreed) {
      return agreed.lines
        .filter((line) => line.kind === 'product')
        .map((line) => ({
          sku: line.sku ?? '',
          name: line.names ? nameIn(line.names, language()) : nameOf(line.sku ?? ''),
          pack: line.pack,
          qty: line.qty,
          paise: line.grossPaise,
          note: line.insteadOf && say('order.instead', { name: nameOf(line.insteadOf.sku) }),
          told: agreed.notes?.[line.line],
        }))
    }
    return (props.order.body?.lines ?? []).map((line) => ({
      sku: line.sku,
      name: nameOf(line.sku),
      pack: wareOf(live, props.order.store, line.sku)?.product.pack,
      qty: line.qty,
      paise: Math.round((line.seen.paise * line.qty) / 1000),
      told: line.note,
    }))
  })
  const guess = createMemo(() =>
    placed() || !props.order.body
      ? undefined
      : likelyBill(live, {
          store: props.order.store,
          when: props.order.body.when,
          lines: linesOf(
            live,
            props.order.store,
            props.order.body.lines.map(({ line, sku, qty }) => ({
              sku,
              qty,
              lines: [{ line, qty }],
            })),
          ),
        }),
  )
  return (
    <>
      <section class="flex flex-col gap-2">
        <h2 class="part">{say('order.lines')}</h2>
        <ul class="card rows">
          <For each={lines()}>
            {(line) => {
              const ware = () => wareOf(live, props.order.store, line.sku)
              return (
                <li class="flex items-center gap-3 px-4 py-3">
                  <Plate
                    size="fix"
                    glyph={ware()?.product.glyph}
                    tint={ware()?.tint ?? 'tamarind'}
                  />
                  <span class="min-w-0 flex-1">
                    <span class="block">{line.name}</span>
                    <span class="block text-note text-ink-soft">
                      {dotted([`× ${units(line.qty)}`, line.pack, line.note])}
                    </span>
                    <Show when={line.told}>
                      <span class="told block">{line.told}</span>
                    </Show>
                  </span>
                  <Money paise={line.paise} />
                </li>
              )
            }}
          </For>
          <For each={placed()?.dropped ?? []}>
            {({ sku, qty }) => (
              <li class="flex items-center gap-3 px-4 py-3 text-ink-soft">
                <Plate
                  size="fix"
                  glyph={wareOf(live, props.order.store, sku)?.product.glyph}
                  tint="tamarind"
                  out
                />
                <span class="min-w-0 flex-1">
                  <s class="block">{nameOf(sku)}</s>
                  <span class="block text-note">{say('order.droppedWhy')}</span>
                </span>
                <span class="money">× {units(qty)}</span>
              </li>
            )}
          </For>
          <Show when={placed()?.note ?? props.order.body?.note}>
            {(note) => (
              <li class="px-4 py-3">
                <span class="text-note text-ink-soft">{say('order.told')}</span>
                <span class="told block">{note()}</span>
              </li>
            )}
          </Show>
        </ul>
      </section>
      <section class="card">
        <Show
          when={placed()}
          fallback={
            <Show when={guess()}>
              {(bill) => <Bill likely lines={bill().lines} totalPaise={bill().payablePaise} />}
            </Show>
          }
        >
          {(agreed) => (
            <Bill likely={false} lines={agreed().lines} totalPaise={agreed().payablePaise} />
          )}
        </Show>
        <Show when={!placed() && props.order.body}>
          {(body) => (
            <p class="px-4 pb-4 text-note text-ink-soft">
              {say('order.limit', { money: rupees(body().maxTotalPaise) })}
            </p>
          )}
        </Show>
      </section>
    </>
  )
}
