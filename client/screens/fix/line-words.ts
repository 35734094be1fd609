import type { Reason } from '../../../engine/model/decision.ts'
import type { Product } from '../../../schema/product.ts'
import { dotted } from '../../words/dotted.ts'
import { rupees, units } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** Below the name stands only what the name does not say: what it is a pack of, and what has become of it. */
export const belowName = (problem: Reason, product: Product | undefined): string =>
  dotted([problem.code === 'price-up' ? product?.brand : undefined, product?.pack, fateOf(problem)])

function fateOf({ code, params }: Reason): string | undefined {
  if (code === 'not-sold') return say('cart.gone')
  if (code !== 'out-of-stock') return undefined
  const left = Number(params.available ?? 0)
  return left > 0 ? say('fix.left', { n: units(left) }) : say('product.out')
}

/** What was asked for, or the price that was seen. */
export const wasOf = ({ code, params }: Reason): string | undefined => {
  if (code === 'price-up') return rupees((params.seen as { paise: number }).paise)
  return code === 'out-of-stock' && params.asked !== undefined
    ? units(Number(params.asked))
    : undefined
}

/** Of what is sold out, nothing is left to compare. */
export const nowOf = ({ code, params }: Reason): string | undefined => {
  if (code === 'price-up') return rupees((params.now as { paise: number }).paise)
  const left = Number(params.available ?? 0)
  return code === 'out-of-stock' && left > 0 ? units(left) : undefined
}
