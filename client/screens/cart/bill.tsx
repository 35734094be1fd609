import { For, Show } from 'solid-js'
import type { OrderLine } from '../../../schema/order.ts'
import { Money } from '../../parts/money.tsx'
import { rupees } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/**
 * A bill: goods in one sum, then every fee by its name, then the total. Before the shop has answered the total is a
 * guess and drawn as one.
 */
export function Bill(props: {
  lines: readonly OrderLine[]
  totalPaise: number
  likely: boolean
  /** What MRP would have come to, above what is charged. */
  savedPaise?: number
}) {
  const goods = () => sum(props.lines.filter((line) => line.kind === 'product'))
  const others = () => props.lines.filter((line) => line.kind !== 'product')
  const tax = () => taxOf(props.lines)
  return (
    <dl class="bill">
      <div>
        <dt>{say('bill.goods')}</dt>
        <dd>
          <Money paise={goods()} />
        </dd>
      </div>
      <For each={others()}>
        {(line) => (
          <div>
            <dt>{wordOf(line)}</dt>
            <dd>
              <Money paise={line.grossPaise} />
            </dd>
          </div>
        )}
      </For>
      <div class="total">
        <dt>{say(props.likely ? 'bill.likelyTotal' : 'bill.total')}</dt>
        <dd>
          <Money paise={props.totalPaise} class={props.likely ? 'likely' : ''} />
        </dd>
      </div>
      <Show when={(props.savedPaise ?? 0) > 0}>
        <div class="saved">
          <dt>{say('bill.saved', { money: rupees(props.savedPaise ?? 0) })}</dt>
        </div>
      </Show>
      <Show when={tax() > 0}>
        <div class="tax">
          <dt>{say('bill.tax', { money: rupees(tax()) })}</dt>
        </div>
      </Show>
    </dl>
  )
}

const sum = (lines: readonly OrderLine[]) => lines.reduce((all, line) => all + line.grossPaise, 0)
const taxOf = (lines: readonly OrderLine[]) =>
  lines.reduce((all, line) => all + line.cgstPaise + line.sgstPaise, 0)

function wordOf(line: OrderLine): string {
  if (line.kind === 'fee') return say('bill.delivery')
  return say(line.kind === 'tip' ? 'bill.tip' : 'bill.rounding')
}
