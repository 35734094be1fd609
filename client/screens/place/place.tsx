import { useNavigate } from '@solidjs/router'
import { createSignal, For, onMount, Show } from 'solid-js'
import type { Place as Point } from '../../../schema/place.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { env } from '../../market/env.ts'
import { areasOf, inReach, lookNearby, nearby, nearbyFailed } from '../../market/nearby.ts'
import { locate } from '../../market/place.ts'
import { area, setArea } from '../../market/prefs.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Skeleton } from '../../parts/skeleton.tsx'
import { count, say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'

/** Where the shops should come to: by the phone's location, or an area the shops serve. */
export default function Place() {
  const live = useReplica()
  const navigate = useNavigate()
  const [locating, setLocating] = createSignal(false)
  const [trouble, setTrouble] = createSignal<string>()
  onMount(() => void lookNearby(live, undefined))
  const areas = () => areasOf(nearby()?.stores ?? [])
  const choose = (label: string, place: Point) => {
    setArea({ label, place })
    navigate('/')
  }
  const here = async () => {
    setLocating(true)
    const found = await locate()
    setLocating(false)
    if (typeof found === 'string') {
      setTrouble(say('place.denied'))
      return
    }
    const { open, closed } = inReach(nearby()?.stores ?? [], found, env.now())
    const nearest = [...open, ...closed].sort((a, b) => a.metres - b.metres)[0]
    if (!nearest) {
      setTrouble(say('place.none'))
      return
    }
    choose(nearest.store.area.split(',').at(-1)?.trim() ?? nearest.store.area, found)
  }
  return (
    <Frame title={say('place.title')} back={area() ? '/' : '/welcome'} narrow>
      <p class="text-ink-soft">{say('place.text')}</p>
      <Button look="main" icon="locate" busy={locating()} onClick={() => void here()}>
        {say(locating() ? 'place.locating' : 'place.locate')}
      </Button>
      <Show when={trouble()}>
        <p class="flex gap-2 text-amber" role="alert">
          <Icon name="info" />
          {trouble()}
        </p>
      </Show>
      <Show when={areas().length > 0 || !nearbyFailed()}>
        <h2 class="part mt-4">{say('place.areas')}</h2>
      </Show>
      <Show
        when={areas().length > 0}
        fallback={
          <Show when={nearbyFailed()} fallback={<Skeleton shape="lines" rows={5} />}>
            <Empty drawing="scooter" title={say('home.errorTitle')} text={say('place.offline')}>
              <Button icon="again" onClick={() => void lookNearby(live, undefined)}>
                {say('common.retry')}
              </Button>
            </Empty>
          </Show>
        }
      >
        <ul class="card rows">
          <For each={areas()}>
            {({ label, place, shops }) => (
              <li>
                <button
                  type="button"
                  class="row-press"
                  aria-current={area()?.label === label ? 'true' : undefined}
                  onClick={() => choose(label, place)}
                >
                  <Icon name="pin" />
                  <span class="grow">{label}</span>
                  <span class="text-note text-ink-soft">{count('place.serves', shops)}</span>
                  <Icon name={area()?.label === label ? 'tick' : 'next'} class="small" />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Frame>
  )
}
