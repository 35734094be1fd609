import { A } from '@solidjs/router'
import { createEffect, createMemo, For, lazy, on, Show } from 'solid-js'
import { nameIn } from '../../../schema/names.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { piecesIn } from '../../market/bill.ts'
import { filledCarts } from '../../market/carts.ts'
import { shopNow } from '../../market/clock.ts'
import { inReach, lookNearby, nearby, nearbyFailed } from '../../market/nearby.ts'
import { runningOrders } from '../../market/orders.ts'
import { area } from '../../market/prefs.ts'
import { shopLine } from '../../market/shop-line.ts'
import { backAgain } from '../../market/tell-me.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { StoreCard } from '../../parts/store-card.tsx'
import { dayAndTime } from '../../words/clock.ts'
import { count, language, say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { FloatingCart } from './floating-cart.tsx'
import { RunningOrders } from './running-orders.tsx'

const BackAgain = lazy(() => import('./back-again.tsx'))

/** The shops that come here, open ones first, each by its distance. */
export default function Home() {
  const live = useReplica()
  createEffect(on(area, (here) => void lookNearby(live, here?.place)))
  const shops = createMemo(() => inReach(nearby()?.stores ?? [], area()?.place, shopNow()))
  const carts = createMemo(() => new Map(filledCarts(live).map((cart) => [cart.store, cart])))
  const running = createMemo(() => runningOrders(live).length > 0)
  const none = () => shops().open.length + shops().closed.length === 0
  const cards = (list: ReturnType<typeof shops>['open']) => (
    <div class="shops">
      <For each={list}>
        {({ store, metres, opening }) => {
          const rows = () => carts().get(store.store)?.rows
          return (
            <StoreCard
              href={`/shop/${store.store}`}
              name={nameIn(store.names, language())}
              tint={store.tint}
              open={opening.open}
              line={shopLine(store, { metres, opening })}
              note={rows() && count('home.inCart', piecesIn(rows() ?? []))}
            />
          )
        }}
      </For>
    </div>
  )
  return (
    <Frame
      title={say('home.title')}
      age={
        <Show when={(nearbyFailed() || live.status().at === 'offline') && nearby()}>
          {(known) => (
            <p class="age">{say('age.shops', { time: dayAndTime(known().at, shopNow()) })}</p>
          )}
        </Show>
      }
      side={running() ? <RunningOrders /> : undefined}
      sideOn="first"
    >
      <A href="/search" class="search-box">
        <Icon name="search" />
        {say('home.search')}
      </A>
      <Show when={backAgain(live).length > 0}>
        <BackAgain />
      </Show>
      <Show
        when={nearby()}
        fallback={
          <Show when={nearbyFailed()} fallback={<Skeleton shape="cards" rows={4} />}>
            <Empty drawing="shutter" title={say('home.errorTitle')} text={say('home.errorText')}>
              <Button icon="again" onClick={() => void lookNearby(live, area()?.place)}>
                {say('common.retry')}
              </Button>
            </Empty>
          </Show>
        }
      >
        <Show
          when={!none()}
          fallback={
            <Empty
              drawing="awning"
              title={say('home.emptyTitle')}
              text={say('home.emptyText', { place: area()?.label ?? '' })}
            >
              <ButtonLink look="main" href="/place">
                {say('home.emptyAct')}
              </ButtonLink>
            </Empty>
          }
        >
          <Show when={shops().open.length > 0}>{cards(shops().open)}</Show>
          <Show when={shops().closed.length > 0}>
            <h2 class="part mt-2">{say('home.closed')}</h2>
            {cards(shops().closed)}
          </Show>
        </Show>
      </Show>
      <FloatingCart />
    </Frame>
  )
}
