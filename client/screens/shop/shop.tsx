import { useParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, on, onMount, Show } from 'solid-js'
import { catalogLane } from '../../../schema/lanes.ts'
import { openingOf } from '../../../schema/store.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { shopNow } from '../../market/clock.ts'
import { nowish } from '../../market/env.ts'
import { openCart } from '../../market/open-cart.ts'
import { rememberShop } from '../../market/opened.ts'
import { aislesOf } from '../../market/shelf.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { AgeChip } from '../../parts/age-chip.tsx'
import { Empty } from '../../parts/empty.tsx'
import { say } from '../../words/say.ts'
import { CartPanel } from '../cart/cart-panel.tsx'
import { Frame } from '../frame/frame.tsx'
import { FloatingCart } from '../home/floating-cart.tsx'
import { NothingHere } from '../missing/nothing-here.tsx'
import { Aisles } from './aisles.tsx'
import { NotHeard } from './not-heard.tsx'
import { ShopHead } from './shop-head.tsx'
import { WareList } from './ware-list.tsx'

/** A shop: its aisles, what stands on them, and the cart beside it. Prices move in front of you when the shop says so. */
export default function Shop() {
  const live = useReplica()
  const params = useParams<{ store: string }>()
  const lane = () => catalogLane(params.store)
  const follow = () => void live.replica.follow(lane())
  onMount(follow)
  createEffect(
    on(
      () => params.store,
      (store) => void rememberShop(live, store),
    ),
  )
  const store = () => knownStore(live, params.store)
  const aisles = createMemo(() => aislesOf(live, params.store))
  const cart = openCart(live, () => params.store)
  const [aisle, setAisle] = createSignal<string>()
  const shown = createMemo(() => {
    const chosen = aisles().find((each) => each.aisle === aisle())
    return chosen ? [chosen] : aisles()
  })
  // A shop that does not exist was heard of too: of it there is nothing to hear.
  const heard = () => live.lane(lane()).heardAt !== undefined
  const isNowhere = () => heard() && !store()
  return (
    <Frame
      title={shopName(live, params.store)}
      back="/"
      head={
        <Show when={store()}>
          {(known) => <ShopHead store={known()} opening={openingOf(known(), shopNow())} />}
        </Show>
      }
      age={
        <Show when={store() && live.lane(lane()).heardAt}>
          {(at) => <AgeChip heardAt={at()} now={nowish()} />}
        </Show>
      }
      side={isNowhere() ? undefined : <CartPanel store={params.store} />}
      sideOn="wide"
    >
      <Show
        when={aisles().length > 0}
        fallback={
          <Show when={heard()} fallback={<NotHeard shape="rows" />}>
            <Show when={!isNowhere()} fallback={<NothingHere />}>
              <Empty
                drawing="crate"
                title={say('shop.emptyTitle')}
                text={say('shop.emptyText', { shop: shopName(live, params.store) })}
              />
            </Show>
          </Show>
        }
      >
        <Aisles
          store={params.store}
          aisles={aisles()}
          chosen={aisle()}
          onChoose={(chosen) => {
            setAisle(chosen)
            document.getElementById('aisles')?.scrollIntoView({ block: 'start' })
          }}
        />
        <WareList store={params.store} aisles={shown()} cart={cart} />
      </Show>
      <div class="only-phone">
        <FloatingCart store={params.store} />
      </div>
    </Frame>
  )
}
