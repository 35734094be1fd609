import { useNavigate } from '@solidjs/router'
import { createMemo, createSignal, For, Show } from 'solid-js'
import type { Reason } from '../../../engine/model/decision.ts'
import { ASAP_MS } from '../../../intents/checkout/consent.ts'
import { type CheckoutBody, checkoutShape } from '../../../intents/checkout/shape.ts'
import { cart as cartSort } from '../../../schema/documents/cart.ts'
import { openingOf } from '../../../schema/store.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { bodyTotal } from '../../market/body-total.ts'
import { fixedBody, type Way, waysOut } from '../../market/fix.ts'
import type { OrderView } from '../../market/orders.ts'
import { storeFact, wareName, wareOf } from '../../market/shelf.ts'
import { Button } from '../../parts/button.tsx'
import { FixLine } from '../../parts/fix-line.tsx'
import { Icon } from '../../parts/icon.tsx'
import { rupees, units } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'
import { sentenceOf } from '../../words/sentence.ts'
import { goWords, wayWords } from './way-words.ts'

/**
 * A checkout that came back. Each problem with its reason and ways out, the offer chosen; old total, new total, one
 * button. Agreeing is a new checkout that answers this one, valid offline too. The cart stays as it was.
 */
export function Fix(props: { order: OrderView }) {
  const live = useReplica()
  const navigate = useNavigate()
  const item = () => props.order.item
  const problems = (): Reason[] => {
    const known = item()
    if (known?.step === 'review') return known.problems
    return known?.step === 'refused' ? [known.reason] : []
  }
  const offer = () => {
    const known = item()
    return known?.step === 'review' ? (known.offer as CheckoutBody | undefined) : undefined
  }
  const [chosen, setChosen] = createSignal<Record<number, number>>({})
  const picks = createMemo(() =>
    problems().map((problem, i) => {
      const ways = waysOut(problem)
      return { problem, ways, way: ways[chosen()[i] ?? 0] ?? ({ way: 'remove' } as Way) }
    }),
  )
  const leaving = () => picks().find(({ way }) => way.way === 'go')?.way
  /** With nothing to agree to, the way to go on is the one main action. */
  const isMain = (way: Way) => way === leaving() && !offer()
  const asOffered = () => Object.values(chosen()).every((choice) => choice === 0)
  const next = createMemo((): CheckoutBody | undefined => {
    const offered = offer()
    if (offered && asOffered()) return offered
    const base = props.order.body ?? offered
    if (!base) return undefined
    const body = fixedBody(base, picks())
    const total = bodyTotal(live, body)
    return { ...body, maxTotalPaise: Math.max(body.maxTotalPaise, total) }
  })
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
  const packOf = (problem: Reason) =>
    [wareFor(problem)?.product.brand, wareFor(problem)?.product.pack].filter(Boolean).join(' · ')
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
    else if (way.to === 'address') {
      navigate(`/place/house?then=${encodeURIComponent(`/check/${store}${number}`)}`)
    } else if (way.to === 'check' || way.to === 'pickup') navigate(`/check/${store}${number}`)
    else navigate(`/cart/${store}${number}`)
  }
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
        <For each={picks()}>
          {({ problem, ways }, i) => (
            <Show
              when={isLine(problem)}
              fallback={
                <div class="fix-whole" role={item()?.step === 'refused' ? 'alert' : undefined}>
                  <p class="font-strong">{words(problem)}</p>
                  <div class="choices mt-2">
                    <For each={ways}>
                      {(way) => (
                        <Show
                          when={way.way === 'go'}
                          fallback={
                            <span class="stands">
                              <Icon name="tick" class="small" />
                              {wayWords(way, nameOf)}
                            </span>
                          }
                        >
                          <Button look={isMain(way) ? 'main' : 'second'} onClick={() => go(way)}>
                            {goWords(way)}
                          </Button>
                        </Show>
                      )}
                    </For>
                  </div>
                </div>
              }
            >
              <FixLine
                name={nameOf(problem.params as { line?: string; sku?: string })}
                glyph={wareFor(problem)?.product.glyph}
                tint={wareFor(problem)?.tint}
                reason={words(problem)}
                plain={problem.code === 'price-up' ? packOf(problem) : undefined}
                was={wasOf(problem)}
                now={nowOf(problem)}
                choices={ways.map((way, n) => ({
                  value: String(n),
                  label: wayWords(way, nameOf),
                }))}
                chosen={String(chosen()[i()] ?? 0)}
                onChoose={(value) => setChosen({ ...chosen(), [i()]: Number(value) })}
              />
            </Show>
          )}
        </For>
      </div>
      <Show when={item()?.step === 'review' && (!leaving() || offer()) && next()}>
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
      <Show when={item()?.step === 'review' || leaving()}>
        <Button look="quiet" onClick={() => go({ way: 'go', to: 'cart' })}>
          {say('fix.keepCart')}
        </Button>
      </Show>
    </section>
  )
}

const wasOf = ({ code, params }: Reason): string | undefined => {
  if (code === 'price-up') return rupees((params.seen as { paise: number }).paise)
  return code === 'out-of-stock' && params.asked !== undefined
    ? units(Number(params.asked))
    : undefined
}

const nowOf = ({ code, params }: Reason): string | undefined => {
  if (code === 'price-up') return rupees((params.now as { paise: number }).paise)
  return code === 'out-of-stock' ? units(Number(params.available ?? 0)) : undefined
}
