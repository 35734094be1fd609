import { A, useParams, useSearchParams } from '@solidjs/router'
import { createMemo, createSignal, For, onMount, Show } from 'solid-js'
import type { CartRow } from '../../../schema/documents/cart.ts'
import { catalogLane } from '../../../schema/lanes.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { isSold, likelyBill, linesOf } from '../../market/bill.ts'
import { choiceOf } from '../../market/carts.ts'
import { nowish } from '../../market/env.ts'
import { type NoteOn, noteOn } from '../../market/notes.ts'
import { openCart } from '../../market/open-cart.ts'
import { storeFact, type Ware, wareName } from '../../market/shelf.ts'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { AgeChip } from '../../parts/age-chip.tsx'
import { Avatar } from '../../parts/awning.tsx'
import { Button, ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ProductRow, type RowProduct } from '../../parts/product-row.tsx'
import { notify } from '../../parts/toast.tsx'
import { rupees, units } from '../../words/figures.ts'
import { language, say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { shown } from '../shop/ware-row.tsx'
import { Bill } from './bill.tsx'
import { NoteSheet } from './note-sheet.tsx'
import { OtherCarts } from './other-carts.tsx'
import { elseWords, ShortSheet } from './short-sheet.tsx'

/** The cart of one shop: steppers, what to do if something runs short, and what it likely comes to. */
export default function Cart() {
  const live = useReplica()
  const params = useParams<{ store: string }>()
  const [query] = useSearchParams<{ number?: string }>()
  onMount(() => void live.replica.follow(catalogLane(params.store)))
  const cart = openCart(
    live,
    () => params.store,
    () => (query.number ? Number(query.number) : undefined),
  )
  const lines = createMemo(() => linesOf(live, params.store, cart.rows()))
  const bill = createMemo(() =>
    likelyBill(live, { store: params.store, lines: lines(), when: 'asap' }),
  )
  const store = () => storeFact(live, params.store)
  const missing = () => Math.max(0, (store()?.minimumPaise ?? 0) - (bill()?.goodsPaise ?? 0))
  const toFree = () => {
    const free = store()?.freeAbovePaise
    const short = free === undefined ? 0 : free - (bill()?.goodsPaise ?? 0)
    return short > 0 && short < (free ?? 0) / 3 ? short : 0
  }
  const [deciding, decide] = createSignal<string>()
  const [noting, note] = createSignal<NoteOn>()
  const here = (sku?: string): NoteOn => ({ store: params.store, number: cart.number(), sku })
  const takeOut = async (rows: readonly CartRow[], words: string) => {
    const back = await cart.takeOut(rows)
    notify(words, () => void back())
  }
  const chosen = (sku: string) =>
    elseWords(
      live,
      params.store,
      choiceOf(live, { store: params.store, number: cart.number(), sku }) ?? 'best-match',
    )
  const goOn = () => (
    <ButtonLink
      look="main"
      href={`/check/${params.store}${query.number ? `?number=${query.number}` : ''}`}
    >
      {say('cart.check')}
    </ButtonLink>
  )
  return (
    <Frame
      title={say('cart.title')}
      back={`/shop/${params.store}`}
      age={
        <Show when={lines().length > 0 && live.lane(catalogLane(params.store)).heardAt}>
          {(at) => <AgeChip heardAt={at()} now={nowish()} />}
        </Show>
      }
      side={
        <>
          <Show when={lines().length > 0 && bill()}>
            {(known) => (
              <div class="card">
                <Bill likely lines={known().lines} totalPaise={known().payablePaise} />
              </div>
            )}
          </Show>
          <div class="only-phone">
            <OtherCarts than={params.store} />
          </div>
        </>
      }
      foot={lines().some(isSold) ? goOn() : undefined}
    >
      <A href={`/shop/${params.store}`} class="flex items-center gap-3 text-ink no-underline">
        <Avatar
          tint={knownStore(live, params.store)?.tint ?? 'tamarind'}
          name={shopName(live, params.store)}
        />
        <span class="font-strong">{shopName(live, params.store)}</span>
      </A>
      <Show
        when={lines().length > 0}
        fallback={
          <Empty drawing="crate" title={say('cart.emptyTitle')} text={say('cart.emptyText')}>
            <ButtonLink look="main" href={`/shop/${params.store}`}>
              {say('cart.emptyAct')}
            </ButtonLink>
          </Empty>
        }
      >
        <Show when={missing() > 0}>
          <p class="nudge amber">
            <Icon name="info" />
            {say('cart.minimum', {
              money: rupees(missing()),
              shop: shopName(live, params.store),
            })}
          </p>
        </Show>
        <Show when={toFree() > 0}>
          <p class="nudge leaf">
            <Icon name="scooter" />
            {say('cart.freeNear', { money: rupees(toFree()) })}
          </p>
        </Show>
        <div class="card rows row-list">
          <For each={lines()}>
            {({ row, ware }) => (
              <Show
                when={ware?.price && ware}
                fallback={
                  <div class="flex items-center justify-between gap-3 p-4">
                    <span>
                      {row.sku} <span class="text-ink-soft">{say('cart.gone')}</span>
                    </span>
                    <Button
                      look="quiet"
                      onClick={() => void takeOut([row], say('cart.removed', { name: row.sku }))}
                    >
                      {say('common.remove')}
                    </Button>
                  </div>
                }
              >
                {(known) => (
                  <ProductRow
                    product={inAll(known(), row.qty)}
                    href={`/shop/${params.store}/${row.sku}`}
                    qty={row.qty}
                    onChange={(by) =>
                      row.qty + by > 0
                        ? cart.change(row.sku, by)
                        : void takeOut(
                            [row],
                            say('cart.removed', { name: wareName(known(), language()) }),
                          )
                    }
                  >
                    <div class="row-choices">
                      <button type="button" class="short-choice" onClick={() => decide(row.sku)}>
                        <span>
                          {say('cart.short')}: <b>{chosen(row.sku)}</b>
                        </span>
                        <Icon name="down" class="small" />
                      </button>
                      <NoteButton on={here(row.sku)} onOpen={note} />
                    </div>
                  </ProductRow>
                )}
              </Show>
            )}
          </For>
        </div>
        <button type="button" class="card row-press" onClick={() => note(here())}>
          <Icon name="pencil" class="small" />
          <span class="min-w-0 grow">
            {say('cart.noteOrder')}
            <Show when={noteOn(live, here())}>
              {(text) => <span class="told block">{text()}</span>}
            </Show>
          </span>
          <Icon name="next" class="small" />
        </button>
        <div class="-mx-3 flex flex-wrap justify-between">
          <ButtonLink look="quiet" icon="plus" href={`/shop/${params.store}`}>
            {say('cart.addMore')}
          </ButtonLink>
          <Button
            look="quiet"
            icon="bin"
            onClick={() => void takeOut(cart.rows(), say('cart.emptied'))}
          >
            {say('cart.empty')}
          </Button>
        </div>
      </Show>
      <div class="only-wide">
        <OtherCarts than={params.store} />
      </div>
      <ShortSheet
        store={params.store}
        number={cart.number()}
        sku={deciding()}
        onClose={() => decide(undefined)}
      />
      <NoteSheet on={noting()} onClose={() => note(undefined)} />
    </Frame>
  )
}

/** The row as it counts in the bill: all pieces together, and how that comes about. */
function inAll(ware: Ware, qty: number): RowProduct {
  const one = shown(ware)
  const all = (paise: number) => Math.round((paise * qty) / 1000)
  return {
    ...one,
    paise: all(one.paise),
    mrpPaise: all(one.mrpPaise),
    ...(qty > 1000 && { sum: `${units(qty)} × ${rupees(one.paise)}` }),
  }
}

/** What was told to the shop about one line, or the way to say something. */
function NoteButton(props: { on: NoteOn; onOpen(on: NoteOn): void }) {
  const live = useReplica()
  const text = () => noteOn(live, props.on)
  return (
    <button type="button" class="short-choice" onClick={() => props.onOpen(props.on)}>
      <Icon name="pencil" class="small" />
      <Show when={text()} fallback={<span>{say('cart.note')}</span>}>
        {(words) => <span class="told">{words()}</span>}
      </Show>
    </button>
  )
}
