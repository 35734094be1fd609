import type { DocumentSort } from '../../engine/model/document.ts'
import { setMembershipShape } from '../../intents/set-membership/shape.ts'
import { cartAbout, cart as cartSort } from '../../schema/documents/cart.ts'
import { requests, requestsAbout } from '../../schema/documents/requests.ts'
import { storeLane } from '../../schema/lanes.ts'
import { askNoted } from './asking.ts'
import { STORE } from './opening.ts'
import type { Act } from './shopping.ts'

/** The owner takes somebody into the shop, or lets them go; rights change under open documents and lanes. */
export const appoint: Act = async (hand, dice) => {
  const others = hand.people.filter((person) => person !== hand.device.person)
  await askNoted(hand, {
    sort: requests as unknown as DocumentSort,
    about: requestsAbout(hand.device.person),
    shape: setMembershipShape,
    body: {
      scope: storeLane(STORE) as `store:${string}`,
      person: dice.pick(others),
      role: 'staff',
      do: dice.pick(['grant', 'grant', 'revoke', 'suspend', 'restore'] as const),
    },
  })
}

/** Opens a customer's cart: the shop may read it. */
export const peek: Act = async ({ replica, people }, dice) => {
  const about = cartAbout(dice.pick(people), STORE, dice.between(1, 2))
  replica.document(cartSort, about).plain()
}
