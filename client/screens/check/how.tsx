import { Show } from 'solid-js'
import type { CheckoutBody } from '../../../intents/checkout/shape.ts'
import { useReplica } from '../../bind/replica-provider.tsx'
import { knownStore, shopName } from '../../market/shop-name.ts'
import { Icon } from '../../parts/icon.tsx'
import { say } from '../../words/say.ts'

/** Brought or collected. The minutes are a guess until the shop promises a time. */
export function How(props: {
  store: string
  when: CheckoutBody['when']
  minutes: { from: number; to: number } | undefined
  onChoose(when: CheckoutBody['when']): void
}) {
  const live = useReplica()
  return (
    <fieldset class="flex flex-col gap-2">
      <legend class="part mb-2">{say('check.how')}</legend>
      <div class="card rows">
        <label class="pick">
          <Icon name="scooter" />
          <span class="words">
            <span>{say('check.bring')}</span>
            <Show when={props.minutes}>
              {(minutes) => <span class="text">{say('check.bringText', minutes())}</span>}
            </Show>
          </span>
          <input
            type="radio"
            name="how"
            checked={props.when === 'asap'}
            onChange={() => props.onChoose('asap')}
          />
        </label>
        <label class="pick">
          <Icon name="bag" />
          <span class="words">
            <span>{say('check.collect')}</span>
            <Show when={knownStore(live, props.store)}>
              {(known) => (
                <span class="text">
                  {say('check.collectText', {
                    shop: shopName(live, props.store),
                    area: known().area,
                  })}
                </span>
              )}
            </Show>
          </span>
          <input
            type="radio"
            name="how"
            checked={props.when === 'pickup'}
            onChange={() => props.onChoose('pickup')}
          />
        </label>
      </div>
    </fieldset>
  )
}
