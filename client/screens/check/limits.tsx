import { Show } from 'solid-js'
import { maxTotal } from '../../../intents/checkout/consent.ts'
import type { Terms } from '../../market/checkout.ts'
import { Toggle } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { rupees } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** One step of the limit: ₹10. */
const STEP_PAISE = 1000

/**
 * What may change without asking again: the most to pay, similar items, a part of the order. Open the first time in a
 * shop; afterwards one line that says what was agreed.
 */
export function Limits(props: {
  terms: Terms
  seenPaise: number
  limitPaise: number
  /** This shop has been asked before. */
  known: boolean
  onTerms(change: Partial<Terms>): void
  onLimit(paise: number | undefined): void
}) {
  const usual = () => maxTotal(props.seenPaise)
  const rounded = (paise: number) => Math.ceil(paise / STEP_PAISE) * STEP_PAISE
  return (
    <details class="limits" open={!props.known}>
      <summary>
        <h2 class="part">{say('check.change')}</h2>
        <Icon name="down" class="small" />
      </summary>
      <div class="card rows">
        <div class="limit">
          <span class="words">
            <span>{say('check.most')}</span>
            <span class="text">{say('check.mostText')}</span>
          </span>
          <fieldset class="stepper wide">
            <legend class="unseen">{say('check.most')}</legend>
            <button
              type="button"
              aria-label={say('check.less')}
              disabled={props.limitPaise - STEP_PAISE < props.seenPaise}
              onClick={() => props.onLimit(rounded(props.limitPaise) - STEP_PAISE)}
            >
              <Icon name="minus" class="small" />
            </button>
            <output class="money" aria-live="polite">
              {rupees(props.limitPaise)}
            </output>
            <button
              type="button"
              aria-label={say('check.moreMoney')}
              onClick={() => props.onLimit(rounded(props.limitPaise + 1))}
            >
              <Icon name="plus" class="small" />
            </button>
          </fieldset>
        </div>
        <Show when={props.limitPaise !== usual()}>
          <button
            type="button"
            class="row-press text-leaf"
            onClick={() => props.onLimit(undefined)}
          >
            {say('check.usual', { money: rupees(usual()) })}
          </button>
        </Show>
        <Toggle
          label={say('check.similar')}
          text={say('check.similarText')}
          on={props.terms.similar}
          onChange={(similar) => props.onTerms({ similar })}
        />
        <Toggle
          label={say('check.fillAvailable')}
          text={say('check.fillAvailableText')}
          on={props.terms.fill === 'available'}
          onChange={(on) => props.onTerms({ fill: on ? 'available' : 'all' })}
        />
      </div>
    </details>
  )
}
