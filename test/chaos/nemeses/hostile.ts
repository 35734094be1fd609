import { stockDraftAbout } from '../../../schema/documents/stock-draft.ts'
import { SHOP } from '../../browser/shop.ts'
import type { Attack } from '../../hostile/attack.ts'
import { changeAttacks } from '../../hostile/attacks/changes.ts'
import { setTheScene } from '../../hostile/scene.ts'
import type { Target } from '../../hostile/target.ts'
import type { Nemesis, World } from '../nemesis.ts'

/** Those that only send something: what they find wrong themselves would be told from another fault by nobody. */
const IDS = ['H1', 'H2', 'H4', 'H5', 'H6', 'H7', 'H8', 'H9', 'H20']
const attacks: readonly Attack[] = changeAttacks.filter(
  ({ id, isLong }) => IDS.includes(id) && !isLong,
)
let documents = 0

/** Somebody who may write a document sends what should kill the server, or the document of their colleague. */
export const hostile: Nemesis = {
  everyMs: 15_000,
  async strike(world) {
    const attack = attacks[world.dice.below(attacks.length)]
    // While half of everything is broken a stage may not be set; then nobody was attacked.
    const scene = await setTheScene(target(world)).catch(() => undefined)
    if (!scene || !attack) return false
    const done = await attack.run(scene).then(
      () => true,
      () => false,
    )
    scene.honest.leave()
    scene.copy.leave()
    return done
  },
}

const target = ({ attack }: World): Target => ({
  name: 'chaos',
  hasTickets: true,
  cast: async () => ({ ...attack, about: stockDraftAbout(SHOP, 1_000_000 + ++documents) }),
  isAlive: () => true,
  revive: async () => false,
  close: async () => undefined,
})
