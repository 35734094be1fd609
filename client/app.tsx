import { Navigate, Route, Router, type RouteSectionProps } from '@solidjs/router'
import { createEffect, ErrorBoundary, type JSX, lazy, onMount, Show, Suspense } from 'solid-js'
import { ReplicaProvider, useReplica } from './bind/replica-provider.tsx'
import { learnClock } from './market/clock.ts'
import { recallNearby } from './market/nearby.ts'
import { followOpened } from './market/opened.ts'
import { area, chosenLanguage, isSaving } from './market/prefs.ts'
import { here } from './market/session.ts'
import { readWanted } from './market/tell-me.ts'
import { Toasts } from './parts/toast.tsx'
import Home from './screens/home/home.tsx'
import { noticeBack } from './screens/home/notice-back.ts'
import { Crash } from './screens/missing/crash.tsx'
import { SyncSheet } from './screens/sync/sync-sheet.tsx'

const Welcome = lazy(() => import('./screens/welcome/welcome.tsx'))
const Place = lazy(() => import('./screens/place/place.tsx'))
const House = lazy(() => import('./screens/place/house.tsx'))
const Search = lazy(() => import('./screens/search/search.tsx'))
const Shop = lazy(() => import('./screens/shop/shop.tsx'))
const Product = lazy(() => import('./screens/shop/product.tsx'))
const Cart = lazy(() => import('./screens/cart/cart.tsx'))
const Check = lazy(() => import('./screens/check/check.tsx'))
const Orders = lazy(() => import('./screens/orders/orders.tsx'))
const Order = lazy(() => import('./screens/order/order.tsx'))
const SignIn = lazy(() => import('./screens/sign-in/sign-in.tsx'))
const You = lazy(() => import('./screens/you/you.tsx'))
const Missing = lazy(() => import('./screens/missing/missing.tsx'))

/** The way of an order, fetched once the first screen stands: it must open without a network too. */
export function fetchScreens(): void {
  for (const screen of [Shop, Cart, Check, Order, Orders, Search, You, Product]) {
    void screen.preload().catch(() => {})
  }
}

/** The screen that a link leads to, fetched beside the words and the database instead of after them. */
export function fetchScreenAt(path: string): void {
  const [, first, store, sku] = path.split('/')
  let screen = first || chosenLanguage() ? undefined : Welcome
  if (first === 'shop' && store) screen = sku ? Product : Shop
  void screen?.preload().catch(() => {})
}

/** Every screen and its address. */
export function App() {
  return (
    <Router root={Root}>
      <Route path="/welcome" component={Welcome} />
      <Route path="/" component={Start} />
      <Route path="/place" component={Place} />
      <Route path="/place/house" component={House} />
      <Route path="/search" component={Search} />
      <Route path="/shop/:store" component={Shop} />
      <Route path="/shop/:store/:sku" component={Product} />
      <Route path="/cart/:store" component={Cart} />
      <Route path="/check/:store" component={Check} />
      <Route path="/orders" component={Orders} />
      <Route path="/order/:id" component={Order} />
      <Route path="/sign-in" component={SignIn} />
      <Route path="/you" component={You} />
      <Route path="*" component={Missing} />
    </Router>
  )
}

/** Everything below belongs to one person's device; another person's is another tree. */
function Root(props: RouteSectionProps) {
  return (
    <ErrorBoundary fallback={(error) => <Crash error={error} />}>
      <Show when={here()} keyed>
        {(replica) => (
          <ReplicaProvider replica={replica}>
            <Kept>
              <Suspense>{props.children}</Suspense>
              <SyncSheet />
              <Toasts />
            </Kept>
          </ReplicaProvider>
        )}
      </Show>
    </ErrorBoundary>
  )
}

/** Shops that were opened before stay fresh in the background, as far as data is not to be saved. */
function Kept(props: { children: JSX.Element }) {
  const live = useReplica()
  createEffect(() => void followOpened(live, isSaving()))
  createEffect(() => learnClock(live))
  onMount(() => {
    void readWanted(live)
    void recallNearby(live)
  })
  noticeBack(live)
  return <>{props.children}</>
}

/** A first visit is asked for its language, then for its place; after that this is the street. */
function Start() {
  return (
    <Show when={chosenLanguage()} fallback={<Navigate href="/welcome" />}>
      <Show when={area()} fallback={<Navigate href="/place" />}>
        <Home />
      </Show>
    </Show>
  )
}
