import { A, useParams } from '@solidjs/router'
import { createMemo, onMount, Show } from 'solid-js'
import { aisleOf } from '../../../schema/aisles.ts'
import { catalogLane } from '../../../schema/lanes.ts'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { nowish } from '../../market/env.ts'
import { openCart } from '../../market/open-cart.ts'
import { type Ware, wareName, wareOf } from '../../market/shelf.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { isWanted, want } from '../../market/tell-me.ts'
import { AgeChip } from '../../parts/age-chip.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { FoodMark } from '../../parts/food-mark.tsx'
import { Plate } from '../../parts/plate.tsx'
import { Stepper } from '../../parts/stepper.tsx'
import { TellMe } from '../../parts/tell-me.tsx'
import { clockTime } from '../../words/clock.ts'
import { rupees, unitPrice } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'
import { CartPanel } from '../cart/cart-panel.tsx'
import { Frame } from '../frame/frame.tsx'
import { FloatingCart } from '../home/floating-cart.tsx'
import { NothingHere } from '../missing/nothing-here.tsx'
import { NotHeard } from './not-heard.tsx'

/** One product: its plate, price with MRP and unit price, what is known of the stock and since when. */
export default function Product() {
  const live = useReplica()
  const params = useParams<{ store: string; sku: string }>()
  const lane = () => catalogLane(params.store)
  onMount(() => void live.replica.follow(lane()))
  const ware = createMemo(() => wareOf(live, params.store, params.sku))
  const heardAt = () => live.lane(lane()).heardAt
  return (
    <Frame
      title={ware() ? wareName(ware() as Ware, language()) : shopName(live, params.store)}
      back={`/shop/${params.store}`}
      head={
        <A href={`/shop/${params.store}`} class="to-shop">
          {shopName(live, params.store)}
        </A>
      }
      age={<Show when={heardAt()}>{(at) => <AgeChip heardAt={at()} now={nowish()} />}</Show>}
      side={<CartPanel store={params.store} />}
      sideOn="wide"
    >
      <Show
        when={ware()}
        fallback={
          <Show when={heardAt() !== undefined} fallback={<NotHeard shape="product" />}>
            <Show when={knownStore(live, params.store)} fallback={<NothingHere />}>
              <Empty drawing="crate" title={say('product.gone')}>
                <ButtonLink look="main" href={`/shop/${params.store}`}>
                  {say('cart.emptyAct')}
                </ButtonLink>
              </Empty>
            </Show>
          </Show>
        }
      >
        {(known) => <Details ware={known()} heardAt={heardAt()} />}
      </Show>
      <div class="only-phone">
        <FloatingCart store={params.store} />
      </div>
    </Frame>
  )
}

function Details(props: { ware: Ware; heardAt: number | undefined }) {
  const live = useReplica()
  const w = () => props.ware
  const cart = openCart(live, () => w().store)
  const qty = () => cart.qtyOf(w().sku)
  const price = () => w().price
  const each = () => unitPrice(w().product.pack, price()?.paise ?? 0)
  const facts = () =>
    [
      [say('product.brand'), w().product.brand],
      [say('product.pack'), w().product.pack],
      [say('product.aisle'), nameIn(aisleOf(w().product.aisle).names, language())],
    ].filter((fact): fact is [string, string] => fact[1] !== undefined)
  return (
    <article class="product">
      <Plate size="page" glyph={w().product.glyph} tint={w().tint} out={w().band === 'out'} />
      <div class="body">
        <h1>
          {wareName(w(), language())} <FoodMark food={w().product.food} />
        </h1>
        <div class="buy">
          <div>
            <p class="prices">
              <span class="price money">{rupees(price()?.paise ?? 0)}</span>
              <Show when={(price()?.mrpPaise ?? 0) > (price()?.paise ?? 0)}>
                <s class="money" aria-hidden="true">
                  {rupees(price()?.mrpPaise ?? 0)}
                </s>
                <span class="unseen">
                  {say('shop.mrp', { money: rupees(price()?.mrpPaise ?? 0) })}
                </span>
              </Show>
            </p>
            <Show when={each()}>
              {(per) => (
                <p class="text-note text-ink-soft">
                  {say('shop.each', {
                    money: rupees(per().paise),
                    unit: say(`unit.${per().unit}`),
                  })}
                </p>
              )}
            </Show>
          </div>
          <Show when={w().product.active}>
            <Show
              when={w().band !== 'out' || qty() > 0}
              fallback={
                <TellMe
                  name={wareName(w(), language())}
                  on={isWanted(w().store, w().sku)}
                  onChange={(on) => void want(live, w().store, w().sku, on)}
                />
              }
            >
              <Stepper
                name={wareName(w(), language())}
                qty={qty()}
                onChange={(by) => cart.change(w().sku, by)}
              />
            </Show>
          </Show>
        </div>
        <Show when={w().band === 'out' && isWanted(w().store, w().sku)}>
          <p class="text-note text-ink-soft">{say('product.tellText')}</p>
        </Show>
        <p class={`band ${w().band}`}>
          <b>{say(w().product.active ? `product.${w().band}` : 'product.gone')}</b>
          <Show when={w().bandAt}>
            {(at) => (
              <span> · {say('product.sure', { time: clockTime(props.heardAt ?? at()) })}</span>
            )}
          </Show>
        </p>
        <dl class="card rows">
          {facts().map(([term, text]) => (
            <div class="pair">
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
          <Show when={w().product.taxBp > 0}>
            <div class="pair">
              <dt class="col-span-2">{say('product.tax', { percent: w().product.taxBp / 100 })}</dt>
            </div>
          </Show>
        </dl>
      </div>
    </article>
  )
}
