import { chanceOf, type Dice } from './chance.ts'
import { wallClock } from './machine.ts'
import type { Cast } from './opening.ts'
import { appoint, peek } from './running.ts'
import { publish } from './shelving.ts'
import {
  type Act,
  agree,
  checkout,
  empty,
  fill,
  look,
  reuse,
  sign,
  takeBack,
  trespass,
} from './shopping.ts'
import type { World } from './world.ts'

/** What customers do, and how often. */
const CUSTOMER: readonly [Act, number][] = [
  [fill, 40],
  [sign, 12],
  [checkout, 20],
  [look, 6],
  [agree, 8],
  [empty, 4],
  [takeBack, 2],
  [reuse, 2],
  [trespass, 1],
  [publish, 2],
  [peek, 1],
]

/** What the owner does; the others of the shop do it too, when they may. */
const OWNER: readonly [Act, number][] = [
  [publish, 20],
  [appoint, 2],
  [peek, 3],
]

/** Lets somebody do one thing, on a device that is on. */
export function act(
  { scheduler, devices, troubles, asked }: World,
  { staff, people, rightsMove }: Cast,
  dice: Dice,
): void {
  const on = devices.filter((device) => device.replica)
  if (on.length === 0) return
  const device = dice.pick(on)
  const { replica, machine } = device
  if (!replica) return
  const all = device.person === staff ? OWNER : CUSTOMER
  const doing = weighted(rightsMove ? all : all.filter(([each]) => each !== appoint), dice)
  const mine = asked.get(device.person) ?? []
  asked.set(device.person, mine)
  const { uuid7 } = chanceOf(dice, () => wallClock(scheduler, machine))
  const hand = { device, replica, uuid7, asked: mine, people: people.map(({ person }) => person) }
  scheduler.after(0, machine, `does ${doing.name}`, () => {
    doing(hand, dice).catch((error) => troubles.push(`${machine.name}: ${error?.stack ?? error}`))
  })
}

function weighted<T>(items: readonly (readonly [T, number])[], dice: Dice): T {
  let left = dice.below(items.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [item, weight] of items) {
    left -= weight
    if (left < 0) return item
  }
  throw new Error('no weights')
}
