import { useSearchParams } from '@solidjs/router'
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { searchShops } from '../../market/api.ts'
import { deviceSearch } from '../../market/device-search.ts'
import { area } from '../../market/prefs.ts'
import { shopName } from '../../market/shop-name.ts'
import { IconButton } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { count, say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { FloatingCart } from '../home/floating-cart.tsx'
import { Found } from './found.tsx'

/** The server is asked once typing has paused for this long. */
const PAUSE_MS = 250
/** Results shown from this phone. */
const LOCAL = 30

/** All shops at once, in three languages: what is on this phone first and at once, the rest when there is a network. */
export default function Search() {
  const live = useReplica()
  const [query, setQuery] = useSearchParams<{ q?: string; in?: string }>()
  const [text, setText] = createSignal(query.q ?? '')
  const [asked, ask] = createSignal(text())
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(
    on(
      text,
      (now) => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          ask(now.trim())
          setQuery({ q: now.trim() || undefined }, { replace: true })
        }, PAUSE_MS)
      },
      { defer: true },
    ),
  )
  onCleanup(() => clearTimeout(timer))
  const [index] = createResource(() => deviceSearch(live))
  const [more] = createResource(
    () => (asked().length > 1 && !query.in ? asked() : undefined),
    async (words) => {
      const answer = await searchShops(words, area()?.place)
      return answer.ok ? answer.value.hits : ('offline' as const)
    },
  )
  const local = createMemo(() =>
    text().trim() ? (index()?.find(text().trim(), LOCAL, query.in) ?? []) : [],
  )
  const sureBeyond = () => more.latest !== 'offline' && (more.latest?.length ?? 0) > 0
  // What only sounds like it would stand above what it is: it is shown when there is nothing better.
  const here = createMemo(() => {
    const sure = local().filter((hit) => hit.sure)
    return sure.length > 0 || sureBeyond() ? sure : local()
  })
  const beyond = createMemo(() => {
    const found = more.latest
    if (!found || found === 'offline') return []
    const known = new Set(here().map(({ store, sku }) => `${store}/${sku}`))
    return found
      .map((hit) => ({ store: hit.product.store, sku: hit.product.sku, hit }))
      .filter(({ store, sku }) => !known.has(`${store}/${sku}`))
  })
  const nothing = () => here().length === 0 && beyond().length === 0
  return (
    <Frame
      title={query.in ? say('shop.find', { shop: shopName(live, query.in) }) : say('search.title')}
      back={query.in ? `/shop/${query.in}` : '/'}
      head={<h1 class="unseen">{say('search.title')}</h1>}
      narrow
    >
      <search class="search-input">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          enterkeyhint="search"
          autocomplete="off"
          aria-label={
            query.in ? say('shop.find', { shop: shopName(live, query.in) }) : say('search.label')
          }
          placeholder={
            query.in ? say('shop.find', { shop: shopName(live, query.in) }) : say('search.hint')
          }
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Show when={text()}>
          <IconButton
            icon="close"
            label={say('search.clear')}
            onClick={() => {
              setText('')
              input?.focus()
            }}
          />
        </Show>
      </search>
      <Show when={!text().trim() && !query.in}>
        <section class="flex flex-col gap-3">
          <h2 class="text-ink-soft">{say('search.ideas')}</h2>
          <div class="choices">
            <For each={say('search.ideaWords').split(', ')}>
              {(idea) => (
                <button type="button" class="idea" onClick={() => setText(idea)}>
                  {idea}
                </button>
              )}
            </For>
          </div>
        </section>
      </Show>
      <p class="unseen" role="status">
        {text().trim() ? count('search.results', here().length + beyond().length) : ''}
      </p>
      <Show when={here().length > 0}>
        <Found title={beyond().length > 0 ? say('search.here') : undefined} hits={here()} />
      </Show>
      <Show when={beyond().length > 0}>
        <Found title={here().length > 0 ? say('search.more') : undefined} hits={beyond()} />
      </Show>
      <Show when={more.latest === 'offline' && here().length > 0 && text().trim()}>
        <p class="text-note text-ink-soft">{say('search.offline')}</p>
      </Show>
      <Show when={text().trim() && nothing() && !more.loading && !index.loading}>
        <Empty
          drawing="crate"
          title={say('search.noneTitle', { query: text().trim() })}
          text={say(more.latest === 'offline' ? 'search.noneOffline' : 'search.noneText')}
        />
      </Show>
      <FloatingCart />
    </Frame>
  )
}
