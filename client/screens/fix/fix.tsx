import { useNavigate } from '@solidjs/router'
import { For, Show } from 'solid-js'
import type { Reason } from '../../../engine/model/decision.ts'
import { ASAP_MS } from '../../../intents/checkout/consent.ts'
import { checkoutShape } from '../../../intents/checkout/shape.ts'
import { cart as cartSort } from '../../../schema/documents/cart.ts'
import { openingOf } from '../../../schema/store.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { bodyTotal } from '../../market/body-total.ts'
import { openNumber } from '../../market/carts.ts'
import type { Way } from '../../market/fix.ts'
import type { OrderView } from '../../market/orders.ts'
import { storeFact, wareName, wareOf } from '../../market/shelf.ts'
import { Button } from '../../parts/button.tsx'
import { FixLine } from '../../parts/fix-line.tsx'
import { Icon } from '../../parts/icon.tsx'
import { rupees } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'
import { sentenceOf } from '../../words/sentence.ts'
import { fixing, type Row } from './fixing.ts'
import { belowName, nowOf, wasOf } from './line-words.ts'
import { wayWords } from './way-words.ts'
import { Whole } from './whole.tsx'

/**
 * A checkout that came back. Each problem with its reason and ways out, the offer chosen; old total, new total, one
 * button. Agreeing is a new checkout that answers this one, valid offline too. The cart stays as it was.
 */
export function Fix(props: { order: OrderView }) {
  const live = useReplica()
  const navigate = useNavigate()
  const item = () => props.order.item
  const { rows, sums, choice, choose, leaving, next } = fixing(live, () => props.order)
  const was = () => (props.order.body ? bodyTotal(live, props.order.body) : undefined)
  const now = () => {
    const body = next()
    // An offer may count on substitutes that cost less: it never comes to more than its own limit.
    return body && Math.min(bodyTotal(live, body), body.maxTotalPaise)
  }
  const nameOf = ({ line, sku }: { line?: string; sku?: string }): string => {
    const known = sku ?? props.order.body?.lines.find((each) => each.line === line)?.sku
    const ware = known && wareOf(live, props.order.store, known)
    return ware ? wareName(ware, language()) : (known ?? '')
  }
  const words = (problem: Reason) =>
    sentenceOf(problem, {
      nameOf,
      now: live.replica.serverNow(),
      ...(item() && { askedAt: item()?.askedAt ?? 0 }),
    })
  const wareFor = (problem: Reason) => {
    const sku =
      (problem.params.sku as string | undefined) ??
      props.order.body?.lines.find((line) => line.line === problem.params.line)?.sku
    return sku ? wareOf(live, props.order.store, sku) : undefined
  }
  const agree = async () => {
    const body = next()
    const asked = item()
    const held = live.replica.documents('cart').find(({ id }) => id === asked?.document)
    if (!body || !asked || !held) return
    const store = storeFact(live, body.store)
    const opening = store && openingOf(store, live.replica.serverNow())
    const until =
      body.when === 'pickup' && opening?.open ? opening.closes : live.replica.serverNow() + ASAP_MS
    const answer = await live.replica
      .document(cartSort, held.about)
      .ask(checkoutShape, body, { until, answers: asked.id })
    navigate(`/order/${answer.id}`, { replace: true })
  }
  const go = (way: Way) => {
    const { store } = props.order
    const held = live.replica.documents('cart').find(({ id }) => id === item()?.document)
    const number = held ? `?number=${held.about.number}` : ''
    if (way.way !== 'go') return
    if (way.to === 'order') navigate(`/order/${way.order}`)
    else if (way.to === 'shops') navigate('/')
    else if (way.to === 'shelves' && held?.about.number === openNumber(live, store))
      navigate(`/shop/${store}`)
    else if (way.to === 'address') {
      navigate(`/place/house?then=${encodeURIComponent(`/check/${store}${number}`)}`)
    } else if (way.to === 'check' || way.to === 'pickup') navigate(`/check/${store}${number}`)
    else navigate(`/cart/${store}${number}`)
  }
  const wareWords = (sku: string) =>
    [nameOf({ sku }), wareOf(live, props.order.store, sku)?.product.pack].filter(Boolean).join(' ')
  const OfWhole = (each: Row) => (
    <Whole
      sentence={words(each.problem)}
      ways={each.ways}
      main={leaving()}
      urgent={item()?.step === 'refused'}
      onGo={go}
    />
  )
  const isLine = (problem: Reason) =>
    wareFor(problem) !== undefined && problem.params.line !== undefined
  return (
    <section class="fix-screen" aria-labelledby="fix-title">
      <div class="fix-head">
        <Icon name="swap" />
        <div>
          <h2 id="fix-title">{say('fix.title')}</h2>
          <p>{say('fix.text')}</p>
        </div>
      </div>
      <div class="card rows">
        <For each={rows()}>
          {({ problem, ways }) => (
            <Show when={isLine(problem)} fallback={<OfWhole problem={problem} ways={ways} />}>
              <FixLine
                name={nameOf(problem.params as { line?: string; sku?: string })}
                glyph={wareFor(problem)?.product.glyph}
                tint={wareFor(problem)?.tint}
                reason={words(problem)}
                plain={belowName(problem, wareFor(problem)?.product)}
                was={wasOf(problem)}
                now={nowOf(problem)}
                choices={ways.map((way, n) => ({
                  value: String(n),
                  label: wayWords(way, wareWords),
                }))}
                chosen={String(choice(problem))}
                onChoose={(value) => choose(problem, Number(value))}
              />
            </Show>
          )}
        </For>
        <For each={sums()}>{(row) => <OfWhole {...row} />}</For>
      </div>
      <Show when={item()?.step === 'review' && !leaving() && next()}>
        {(body) => (
          <div class="fix-foot">
            <Show when={body().lines.length > 0} fallback={<p>{say('fix.nothing')}</p>}>
              <p class="totals">
                <Show when={was() !== undefined && was() !== now()}>
                  <span>
                    {say('fix.was')} <s class="money">{rupees(was() ?? 0)}</s>
                  </span>
                </Show>
                <span>
                  {say('fix.now')} <b class="money">{rupees(now() ?? 0)}</b>
                </span>
              </p>
              <Button look="main" onClick={() => void agree()}>
                {say('fix.agree', { money: rupees(now() ?? 0) })}
              </Button>
              <Show when={live.status().at === 'offline'}>
                <p class="text-center text-note text-ink-soft">{say('fix.offline')}</p>
              </Show>
            </Show>
          </div>
        )}
      </Show>
      <Show when={(item()?.step === 'review' || leaving()) && !isToCart(leaving())}>
        <Button look="quiet" onClick={() => go({ way: 'go', to: 'cart' })}>
          {say('fix.toCart')}
        </Button>
      </Show>
    </section>
  )
}

const isToCart = (way: Way | undefined) => way?.way === 'go' && way.to === 'cart'
