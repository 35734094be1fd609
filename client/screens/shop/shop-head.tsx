import { nameIn } from '../../../schema/names.ts'
import { metresBetween } from '../../../schema/place.ts'
import type { openingOf, Store } from '../../../schema/store.ts'
import { area } from '../../market/prefs.ts'
import { closedLine, feeLine, shopLine } from '../../market/shop-line.ts'
import { Awning } from '../../parts/awning.tsx'
import { openingTime } from '../../words/clock.ts'
import { dotted } from '../../words/dotted.ts'
import { rupees } from '../../words/figures.ts'
import { language, say, sentence } from '../../words/say.ts'

/** The shop's own front: its awning, its name, how far, how soon, what delivery costs. Fees stand here, up front. */
export function ShopHead(props: { store: Store; opening: ReturnType<typeof openingOf> }) {
  const metres = () => {
    const here = area()?.place
    return here && metresBetween(here, props.store.place)
  }
  const near = () => {
    const far = metres()
    return far === undefined || far <= props.store.zoneMetres
  }
  return (
    <div class="shop-head card">
      <Awning tint={props.store.tint} rolled={!props.opening.open} />
      <div class="words">
        <h1>{nameIn(props.store.names, language())}</h1>
        <p>
          {props.opening.open
            ? shopLine(props.store, { metres: metres(), opening: props.opening })
            : `${sentence(closedLine(props.opening))} ${say('shop.closedText')}`}
        </p>
        <p class="more">
          {dotted([
            props.opening.open
              ? say('shop.openUntil', { time: openingTime(props.opening.closes) })
              : feeLine(props.store),
            props.store.minimumPaise > 0
              ? say('shop.minimum', { money: rupees(props.store.minimumPaise) })
              : '',
            props.store.freeAbovePaise !== undefined && props.store.deliveryPaise > 0
              ? say('shop.delivery', { money: rupees(props.store.deliveryPaise) })
              : '',
          ])}
        </p>
        {near() ? null : <p class="far">{say('shop.far', { place: area()?.label ?? '' })}</p>}
      </div>
    </div>
  )
}
