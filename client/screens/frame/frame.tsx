import { A, useNavigate } from '@solidjs/router'
import { createMemo, createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { needsChoice, runningOrders } from '../../market/orders.ts'
import { livePill } from '../../market/pill.ts'
import { area } from '../../market/prefs.ts'
import { newVersion } from '../../market/worker.ts'
import { IconButton } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { SyncMark, SyncPill } from '../../parts/sync-pill.tsx'
import { say } from '../../words/say.ts'
import { openSync } from '../sync/open.ts'

/**
 * What every screen stands in: the bar, the title with the sync pill under it, one column on a phone and two from
 * 840 px. `side` stands beside the main column there and below it on a phone; `foot` holds the one main action.
 */
export function Frame(props: {
  title: string
  /** Where back leads if there is no history; without it this is a root screen with the place in its bar. */
  back?: string
  /** In place of the plain title: a shop's head. */
  head?: JSX.Element
  /** Opposite the pill: how old what is shown is. */
  age?: JSX.Element
  side?: JSX.Element
  /** `first`: above the main column on a phone. `wide`: only where there are two columns; `list`: there on the left. */
  sideOn?: 'first' | 'last' | 'wide' | 'list'
  foot?: JSX.Element
  /** Text to read or fill in: a narrow column. */
  narrow?: boolean
  children: JSX.Element
}) {
  const live = useReplica()
  const [scrolled, setScrolled] = createSignal(false)
  // Every reading of such a prop draws it anew; each is drawn once.
  const head = createMemo(() => props.head)
  const side = createMemo(() => props.side)
  const foot = createMemo(() => props.foot)
  let title: HTMLDivElement | undefined
  onMount(() => {
    document.title = `${props.title} · Haat`
    const watch = new IntersectionObserver(([seen]) => setScrolled(!seen?.isIntersecting), {
      rootMargin: '-56px 0px 0px 0px',
    })
    if (title) watch.observe(title)
    onCleanup(() => watch.disconnect())
  })
  const face = livePill(live, newVersion)
  const navigate = useNavigate()
  // A press leads to the remedy if there is one, else to the sheet that explains.
  const remedy = () => {
    const status = live.status()
    const choice = status.choices > 0 && runningOrders(live).find(needsChoice)
    if (choice) navigate(`/order/${choice.id}`)
    else if (status.at === 'sign-in' && (status.why === 'expired' || status.why === 'revoked'))
      navigate('/sign-in')
    else openSync()
  }
  return (
    <div class={`frame ${props.narrow ? 'narrow' : ''}`}>
      <a class="skip" href="#page">
        {say('common.skip')}
      </a>
      <header class="bar" data-scrolled={scrolled() ? '' : undefined}>
        <div class="inside">
          <A href="/" class="wordmark">
            <Icon name="haat" />
            <span>Haat</span>
          </A>
          <Show when={props.back !== undefined} fallback={<PlaceButton />}>
            <Back to={props.back as string} />
          </Show>
          <span class="small-title" aria-hidden="true">
            {scrolled() && props.back !== undefined ? props.title : ''}
          </span>
          <Show when={scrolled()}>
            <SyncMark face={face()} onOpen={remedy} />
          </Show>
          <Nav root={props.back === undefined} />
        </div>
      </header>
      <main id="page" tabindex="-1">
        <div ref={title} class="title">
          <Show when={head()} fallback={<h1>{props.title}</h1>}>
            {head()}
          </Show>
          <div class="state">
            <SyncPill face={face()} onOpen={remedy} />
            {props.age}
          </div>
        </div>
        <div class={`columns ${side() || foot() ? 'two' : ''} side-${props.sideOn ?? 'last'}`}>
          <div class="column">{props.children}</div>
          <Show when={side() || foot()}>
            <div class="side">
              <Show when={side()}>
                <div class="beside">{side()}</div>
              </Show>
              <Show when={foot()}>
                <div class="foot-bar">{foot()}</div>
              </Show>
            </div>
          </Show>
        </div>
      </main>
    </div>
  )
}

function Back(props: { to: string }) {
  const navigate = useNavigate()
  return (
    <span class="back">
      <IconButton
        icon="back"
        label={say('common.back')}
        onClick={() => (history.length > 1 ? history.back() : navigate(props.to))}
      />
    </span>
  )
}

function PlaceButton() {
  return (
    <A href="/place" class="place">
      <Icon name="pin" class="small" />
      <span class="words">
        <span class="unseen">{say('home.deliver')} </span>
        {area()?.label ?? say('place.title')}
      </span>
      <Icon name="down" class="small" />
    </A>
  )
}

function Nav(props: { root: boolean }) {
  return (
    <nav class={props.root ? 'root' : ''}>
      <A href="/search" class="to-search">
        <Icon name="search" />
        <span>{say('common.search')}</span>
      </A>
      <A href="/orders">
        <Icon name="receipt" />
        <span>{say('common.orders')}</span>
      </A>
      <A href="/you">
        <Icon name="person" />
        <span>{say('common.you')}</span>
      </A>
    </nav>
  )
}
