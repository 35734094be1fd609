import { useNavigate, useParams } from '@solidjs/router'
import { createEffect, createMemo, Match, Show, Switch } from 'solid-js'
import { catalogLane } from '../../../schema/lanes.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { nowish } from '../../market/env.ts'
import { cameBack, isRunning, type OrderView, orderOf } from '../../market/orders.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { asideOf, standingOf } from '../../market/standing.ts'
import { timelineOf } from '../../market/timeline.ts'
import { Avatar } from '../../parts/awning.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { OrderTimeline } from '../../parts/order-timeline.tsx'
import { clockTime, dayAndTime } from '../../words/clock.ts'
import { rupees } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { Fix } from '../fix/fix.tsx'
import { Frame } from '../frame/frame.tsx'
import { OrderList } from '../orders/order-list.tsx'
import { After } from './after.tsx'
import { Aside } from './aside.tsx'
import { InstallOffer } from './install-offer.tsx'
import { LateLines } from './late-lines.tsx'
import { Ordered } from './ordered.tsx'
import { Waiting } from './waiting.tsx'

/** One order, from "saved on this phone" to the door; or, if it came back, what it needs from you. */
export default function Order() {
  const live = useReplica()
  const params = useParams<{ id: string }>()
  const order = createMemo(() => orderOf(live, params.id))
  // Names and pictures of what was ordered come from the shop's shelf.
  createEffect(() => {
    const store = order()?.store
    if (store) void live.replica.follow(catalogLane(store))
  })
  return (
    <Frame
      title={order() ? shopName(live, (order() as OrderView).store) : say('order.title')}
      back="/orders"
      head={<Show when={order()}>{(known) => <Head order={known()} />}</Show>}
      side={<OrderList />}
      sideOn="list"
    >
      <Show when={order()} fallback={<Unknown />}>
        {(known) => (
          <Show when={!cameBack(known())} fallback={<Fix order={known()} />}>
            <Standing order={known()} />
          </Show>
        )}
      </Show>
    </Frame>
  )
}

function Head(props: { order: OrderView }) {
  const live = useReplica()
  return (
    <div class="flex items-center gap-3">
      <Avatar
        tint={knownStore(live, props.order.store)?.tint ?? 'tamarind'}
        name={shopName(live, props.order.store)}
      />
      <div>
        <h1>{shopName(live, props.order.store)}</h1>
        <p class="text-note text-ink-soft">
          {dayAndTime(props.order.at, nowish())}
          <Show when={props.order.lines}>
            {(lines) => ` · ${say('order.number', { number: lines().number })}`}
          </Show>
        </p>
      </div>
    </div>
  )
}

function Standing(props: { order: OrderView }) {
  const promise = () => props.order.standing?.promise
  const state = () => props.order.standing?.state ?? 'placed'
  const answered = () => props.order.item?.answeredBy
  return (
    <>
      <section class="standing-card card">
        <div class="top">
          <Switch>
            <Match when={answered()}>
              {(id) => (
                <>
                  <h2>{say('fix.answered')}</h2>
                  <ButtonLink href={`/order/${id()}`}>{say('fix.openIt')}</ButtonLink>
                </>
              )}
            </Match>
            <Match when={props.order.standing || props.order.lines}>
              <h2>{standingOf(props.order)}</h2>
              <Show when={state() === 'placed'}>
                <p>{say('order.placedText')}</p>
              </Show>
              <Show when={isRunning(props.order) && promise()}>
                {(between) => (
                  <p class="likely mt-2 w-fit">
                    {say('order.promise', {
                      from: clockTime(between().from),
                      to: clockTime(between().to),
                    })}
                  </p>
                )}
              </Show>
            </Match>
            <Match when={asideOf(props.order)}>{(code) => <Aside code={code()} />}</Match>
            <Match when={props.order.item?.step === 'saved'}>
              <h2>{say('order.savedTitle')}</h2>
              <p>
                {say('order.savedText')} <b>{say('order.notSeen')}</b>
              </p>
            </Match>
            <Match when={props.order.item?.step === 'sent'}>
              <h2>{say('order.sentTitle')}</h2>
              <p>{say('order.sentText')}</p>
            </Match>
          </Switch>
        </div>
        <OrderTimeline nodes={timelineOf(props.order)} />
      </section>
      <Waiting order={props.order} />
      <LateLines order={props.order} />
      <InstallOffer when={props.order.lines !== undefined} />
      <Ordered order={props.order} />
      <After order={props.order} />
      <Show when={props.order.lines}>
        {(lines) => (
          <p class="text-note text-ink-soft">
            {say('order.limit', { money: rupees(lines().maxTotalPaise) })}
          </p>
        )}
      </Show>
    </>
  )
}

function Unknown() {
  const navigate = useNavigate()
  return (
    <Empty drawing="ledger" title={say('missing.title')} text={say('missing.text')}>
      <button type="button" class="button second" onClick={() => navigate('/orders')}>
        {say('orders.title')}
      </button>
    </Empty>
  )
}
