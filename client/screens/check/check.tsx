import { A, useNavigate, useParams, useSearchParams } from '@solidjs/router'
import { createEffect, createMemo, createResource, createSignal, on, onMount, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { Instant } from '../../../engine/model/env.ts'
import { VISITOR } from '../../../engine/replica/index.ts'
import { catalogLane } from '../../../schema/lanes.ts'
import { metresBetween } from '../../../schema/place.ts'
import { openingOf } from '../../../schema/store.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { linesOf } from '../../market/bill.ts'
import { draftConsent, place, readTerms, USUAL } from '../../market/checkout.ts'
import { doubtfulTimes, shopNow } from '../../market/clock.ts'
import { nowish } from '../../market/env.ts'
import { openCart } from '../../market/open-cart.ts'
import { readAddress } from '../../market/place.ts'
import { area } from '../../market/prefs.ts'
import { deliveryMinutes } from '../../market/promise.ts'
import { storeFact } from '../../market/shelf.ts'
import { closedLine } from '../../market/shop-line.ts'
import { shopName } from '../../market/shop-name.ts'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { notify } from '../../parts/toast.tsx'
import { clockTime, dayAndTime } from '../../words/clock.ts'
import { dotted } from '../../words/dotted.ts'
import { phoneNumber, rupees } from '../../words/figures.ts'
import { say, sentence } from '../../words/say.ts'
import { Bill } from '../cart/bill.tsx'
import { Frame } from '../frame/frame.tsx'
import { ClockNotice, ClockSheet } from './clock-notice.tsx'
import { How } from './how.tsx'
import { Limits } from './limits.tsx'

/** Address, way, payment, limit: what is agreed to stands beside the button, in words. */
export default function Check() {
  const live = useReplica()
  const navigate = useNavigate()
  const params = useParams<{ store: string }>()
  const [query] = useSearchParams<{ number?: string }>()
  const cart = openCart(
    live,
    () => params.store,
    () => (query.number ? Number(query.number) : undefined),
  )
  onMount(() => void live.replica.follow(catalogLane(params.store)))
  const store = () => storeFact(live, params.store)
  const [terms, setTerms] = createStore({ ...USUAL })
  const [kept] = createResource(
    () => params.store,
    (shop) => readTerms(live, shop),
  )
  createEffect(on(kept, (known) => known && setTerms(known)))
  const [address] = createResource(() => readAddress(live))
  const [limit, setLimit] = createSignal<number>()
  const [busy, setBusy] = createSignal(false)
  const [lacking, setLacking] = createSignal(false)
  const [told, tellTime] = createSignal<Instant>()
  const [doubted, doubt] = createSignal<Instant[]>([])
  const lines = createMemo(() => linesOf(live, params.store, cart.rows()))
  const draft = () => ({
    store: params.store,
    number: cart.number(),
    lines: lines(),
    terms,
    maxTotalPaise: limit(),
    now: told(),
  })
  const ready = createMemo(() => {
    // Until when it waits moves with the clock, and with what is learnt of it.
    shopNow()
    return draftConsent(live, draft())
  })
  const visitor = () => live.replica.person === VISITOR
  const offline = () => live.status().at === 'offline'
  const opening = () => {
    const known = store()
    return known && openingOf(known, shopNow())
  }
  const minutes = () => {
    const known = store()
    const point = address()?.place ?? area()?.place
    return known && deliveryMinutes(known, point ? metresBetween(point, known.place) : 0)
  }
  const order = async () => {
    if (terms.when === 'asap' && !address()) {
      setLacking(true)
      return
    }
    doubt(told() === undefined ? doubtfulTimes(live) : [])
    if (doubted().length > 0) return
    setBusy(true)
    const item = await place(live, draft(), address())
    setBusy(false)
    if (item) navigate(`/order/${item.id}`, { replace: true })
    else notify(say('shop.firstText'))
  }
  const consentWords = () =>
    [
      say('check.consent', { money: rupees(ready()?.body.maxTotalPaise ?? 0) }),
      say(terms.similar ? 'check.consentSimilar' : 'check.consentNoSimilar'),
      say(terms.fill === 'available' ? 'check.consentAvailable' : 'check.consentAll'),
    ].join(', ')
  return (
    <Frame
      title={say('check.title')}
      back={`/cart/${params.store}`}
      side={
        <Show when={ready()}>
          {(known) => (
            <div class="card">
              <Bill likely lines={known().seen.lines} totalPaise={known().seen.payablePaise} />
              <p class="px-4 pb-4 text-note text-ink-soft">
                <Show when={live.lane(catalogLane(params.store)).heardAt}>
                  {(at) => `${sentence(say('bill.asOf', { time: dayAndTime(at(), nowish()) }))} `}
                </Show>
                {say('check.guess')}
              </p>
            </div>
          )}
        </Show>
      }
      foot={
        <div class="flex flex-col gap-2">
          <Show
            when={!visitor()}
            fallback={
              <>
                <ButtonLink
                  look="main"
                  href={`/sign-in?then=${encodeURIComponent(`/check/${params.store}`)}`}
                >
                  {say('check.signIn')}
                </ButtonLink>
                <p class="text-center text-note text-ink-soft">{say('check.signInText')}</p>
              </>
            }
          >
            <Button
              look="main"
              busy={busy()}
              disabled={(ready()?.body.lines.length ?? 0) === 0}
              onClick={() => void order()}
            >
              {say(offline() ? 'check.saveOffline' : 'check.place')}
            </Button>
            <Show when={ready()}>
              {(known) => (
                <p class="text-center text-note text-ink-soft">
                  {sentence(consentWords())}{' '}
                  {say('check.until', { time: clockTime(known().until) })}
                </p>
              )}
            </Show>
          </Show>
        </div>
      }
    >
      <Show when={opening()?.open === false && opening()}>
        {(closed) => (
          <p class="nudge amber">
            <Icon name="clock" />
            {closedLine(closed() as { opens?: number })}
          </p>
        )}
      </Show>
      <ClockNotice />
      <How
        store={params.store}
        when={terms.when}
        minutes={minutes()}
        onChoose={(when) => setTerms('when', when)}
      />
      <Show when={terms.when === 'asap'}>
        <section class="flex flex-col gap-2">
          <h2 class="part">{say('check.to')}</h2>
          <A
            href={`/place/house?then=${encodeURIComponent(`/check/${params.store}`)}`}
            class={`card row-press ${lacking() ? 'lacking' : ''}`}
          >
            <Icon name="house" />
            <Show
              when={address()}
              fallback={
                <span class="grow">
                  <span class="font-strong">{say('check.addAddress')}</span>
                  <Show when={lacking()}>
                    <span class="block text-note text-red" role="alert">
                      {say('check.needAddress')}
                    </span>
                  </Show>
                </span>
              }
            >
              {(known) => (
                <span class="min-w-0 grow">
                  <span class="block font-strong">{known().house}</span>
                  <span class="block text-note text-ink-soft">
                    {dotted([known().landmark, known().name, phoneNumber(known().phone)])}
                  </span>
                </span>
              )}
            </Show>
            <Icon name="next" class="small" />
          </A>
        </section>
      </Show>
      <section class="flex flex-col gap-2">
        <h2 class="part">{say('check.pay')}</h2>
        <p class="card flex items-center gap-3 p-4">
          <Icon name="cash" />
          {say(terms.when === 'pickup' ? 'check.codPickup' : 'check.cod')}
          <span class="sr-only">{shopName(live, params.store)}</span>
        </p>
      </section>
      <Limits
        terms={terms}
        seenPaise={ready()?.seen.payablePaise ?? 0}
        limitPaise={ready()?.body.maxTotalPaise ?? 0}
        known={kept() !== undefined}
        onTerms={(change) => setTerms(change)}
        onLimit={setLimit}
      />
      <ClockSheet
        times={doubted()}
        open={doubted().length > 0}
        onTime={(time) => {
          tellTime(time)
          void order()
        }}
        onClose={() => doubt([])}
      />
    </Frame>
  )
}
