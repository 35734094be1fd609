import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import type { Tint } from '../../schema/aisles.ts'
import { dotted } from '../words/dotted.ts'
import { rupees } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { FoodMark } from './food-mark.tsx'
import { Plate } from './plate.tsx'
import { Stepper } from './stepper.tsx'
import { TellMe } from './tell-me.tsx'

export type RowProduct = {
  sku: string
  name: string
  brand?: string | undefined
  pack?: string | undefined
  glyph?: string | undefined
  tint: Tint
  food?: 'veg' | 'egg' | 'meat' | undefined
  paise: number
  mrpPaise: number
  /** How the price comes about ("2 × ₹162"), in place of the struck MRP. */
  sum?: string | undefined
  band: 'in' | 'few' | 'out'
  /** When it was last known to be sold out, as a clock time. */
  outSince?: string | undefined
}

/** Plate, name, brand · pack; on the right the price over its Add, which becomes the stepper in place. */
export function ProductRow(props: {
  product: RowProduct
  href: string
  qty: number
  onChange(by: number): void
  /** Replaces brand · pack: the shop, in a search over all shops. */
  under?: JSX.Element
  /** Whether this person wants to hear when it is there again; left out where nobody would know. */
  told?: boolean
  onTell?(on: boolean): void
  /** Below the row: what to do if it runs short, who added it. */
  children?: JSX.Element
}) {
  const p = () => props.product
  const out = () => p().band === 'out'
  return (
    <div class="product-row">
      <Plate glyph={p().glyph} tint={p().tint} out={out()} />
      <div class="what">
        <A href={props.href} class="name">
          {p().name}
        </A>
        <p class="under">
          <FoodMark food={p().food} />
          <Show when={props.under} fallback={<span>{dotted([p().brand, p().pack])}</span>}>
            {props.under}
          </Show>
          <Show when={p().band === 'few'}>
            <span class="few">{say('shop.few')}</span>
          </Show>
          <Show when={out()}>
            <span class="out">{say('shop.out', { time: p().outSince ?? '' })}</span>
          </Show>
        </p>
      </div>
      <div class="buy">
        <p class="prices">
          <Show when={p().sum}>
            <span class="sum money">{p().sum}</span>
          </Show>
          <Show when={!p().sum && p().mrpPaise > p().paise}>
            <s class="money" aria-hidden="true">
              {rupees(p().mrpPaise)}
            </s>
            <span class="unseen">{say('shop.mrp', { money: rupees(p().mrpPaise) })}</span>
          </Show>
          <span class="price money">{rupees(p().paise)}</span>
        </p>
        <Show
          when={!out() || props.qty > 0}
          fallback={
            <Show when={props.onTell}>
              {(tell) => (
                <TellMe name={p().name} on={props.told ?? false} onChange={(on) => tell()(on)} />
              )}
            </Show>
          }
        >
          <Stepper name={p().name} qty={props.qty} onChange={props.onChange} />
        </Show>
      </div>
      <Show when={props.children}>
        <div class="more">{props.children}</div>
      </Show>
    </div>
  )
}
