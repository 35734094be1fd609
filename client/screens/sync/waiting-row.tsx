import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { VISITOR, type Waiting } from '../../../engine/replica/index.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { shopName } from '../../market/shop-name.ts'
import { Icon } from '../../parts/icon.tsx'
import { Ticks } from '../../parts/ticks.tsx'
import { clockTime } from '../../words/clock.ts'
import { dotted } from '../../words/dotted.ts'
import { lastWords } from '../../words/no.ts'
import { count, say } from '../../words/say.ts'
import { closeSync } from './open.ts'

/** Edits of one document are one row; every intent is a row of its own. */
export type Group = { first: Waiting; size: number }

export function groupsOf(waiting: readonly Waiting[]): Group[] {
  const groups = new Map<string, Group>()
  for (const each of waiting) {
    const key = each.what === 'intent' ? each.id : each.document
    const known = groups.get(key)
    if (known) known.size++
    else groups.set(key, { first: each, size: 1 })
  }
  return [...groups.values()]
}

/** What waits, since when, how often it was tried, what the last answer was, and why. */
export function WaitingRow(props: { group: Group }) {
  const live = useReplica()
  const w = () => props.group.first
  const store = () => String(w().about.store ?? '')
  const href = () =>
    w().what === 'intent' ? `/order/${w().id}` : store() ? `/cart/${store()}` : undefined
  const why = () => {
    if (live.replica.person === VISITOR) return say('why.visitor')
    const status = live.status()
    if (status.at === 'sign-in') {
      return say(status.why === 'suspended' ? 'problem.suspended' : 'why.expired')
    }
    if (status.at === 'update') return say('pill.update')
    if (status.at === 'late') return say('why.no-answer')
    if (status.at === 'offline') {
      return say(status.why === 'no-network' ? 'why.offline' : 'why.no-answer')
    }
    return say('why.sending')
  }
  return (
    <div class="flex gap-3 px-4 py-3">
      <Show when={w().what === 'intent'} fallback={<Icon name="pencil" class="small" />}>
        <Ticks step="saved" />
      </Show>
      <div class="min-w-0 flex-1">
        <p class="font-strong">
          {w().what === 'intent'
            ? w().name === 'checkout'
              ? say('sync.checkout', { shop: shopName(live, store()) })
              : say('sync.request')
            : count('sync.cartEdit', props.group.size)}
        </p>
        <p class="text-note text-ink-soft">
          {dotted([
            w().what === 'edit' && store() ? shopName(live, store()) : '',
            say('sync.since', { time: clockTime(w().since) }),
            w().attempts > 0 ? count('sync.attempts', w().attempts) : '',
          ])}
        </p>
        <p class="text-note text-ink-soft">
          {w().lastError
            ? say('sync.lastError', {
                text: lastWords(w().lastError ?? ''),
              })
            : why()}
        </p>
      </div>
      <Show when={href()}>
        {(to) => (
          <A href={to()} class="link self-center" onClick={closeSync}>
            {say('common.open')}
          </A>
        )}
      </Show>
    </div>
  )
}
