import type { FaultPoint } from '../../engine/model/env.ts'
import { type Dice, dice as newDice } from './chance.ts'

/** Which faults exist in this seed, and how often; drawn first, and printed. 0: never. */
export type Storm = {
  /** In so many steps, one: a device loses its network for a while, or its sockets are cut. */
  offlineOneIn: number
  cutOneIn: number
  /** One frame in so many comes again, comes late, or cuts its socket. */
  repeatOneIn: number
  reorderOneIn: number
  frameCutOneIn: number
  /** Frames vanish and nobody is told, for a while. */
  blackholeOneIn: number
  deviceCrashOneIn: number
  /** One commit of a device in so many ends in a power cut. */
  diskCrashOneIn: number
  nodeCrashOneIn: number
  /** One pass of a fault point in so many kills the node right there. */
  pointCrashOneIn: number
  points: readonly FaultPoint[]
  databaseFailOneIn: number
  loseReplyOneIn: number
  restartOneIn: number
  busLoseOneIn: number
  busRepeatOneIn: number
  /** Wall clocks of devices are off by up to this many days. */
  skewDays: number
}

export const calm: Storm = {
  offlineOneIn: 0,
  cutOneIn: 0,
  repeatOneIn: 0,
  reorderOneIn: 0,
  frameCutOneIn: 0,
  blackholeOneIn: 0,
  deviceCrashOneIn: 0,
  diskCrashOneIn: 0,
  nodeCrashOneIn: 0,
  pointCrashOneIn: 0,
  points: [],
  databaseFailOneIn: 0,
  loseReplyOneIn: 0,
  restartOneIn: 0,
  busLoseOneIn: 0,
  busRepeatOneIn: 0,
  skewDays: 0,
}

const POINTS: readonly FaultPoint[] = [
  ...(['K0', 'K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8', 'K9'] as const),
  ...(['K10', 'K11', 'K12', 'K13', 'K14', 'K15', 'K16', 'K17', 'K18'] as const),
]

/** Half of the faults exist in any one seed, so that each is also met without the others. */
export function drawStorm(seed: number): Storm {
  const dice = newDice(seed, 'storm')
  const maybe = (from: number, to: number) => (dice.oneIn(2) ? dice.between(from, to) : 0)
  return {
    offlineOneIn: maybe(8, 40),
    cutOneIn: maybe(8, 60),
    repeatOneIn: maybe(10, 100),
    reorderOneIn: maybe(10, 100),
    frameCutOneIn: maybe(30, 300),
    blackholeOneIn: maybe(30, 120),
    deviceCrashOneIn: maybe(15, 80),
    diskCrashOneIn: maybe(40, 300),
    nodeCrashOneIn: maybe(20, 100),
    pointCrashOneIn: maybe(50, 500),
    points: POINTS.filter(() => dice.oneIn(2)),
    databaseFailOneIn: maybe(10, 100),
    loseReplyOneIn: maybe(10, 100),
    restartOneIn: maybe(60, 200),
    busLoseOneIn: maybe(2, 10),
    busRepeatOneIn: maybe(2, 10),
    skewDays: dice.pick([0, 0, 1, 400]),
  }
}

/** What is there, for a person to read. */
export const namesOf = (storm: Storm): string =>
  Object.entries(storm)
    .flatMap(([name, value]) =>
      typeof value === 'number' && value > 0 ? [`${name}=${value}`] : [],
    )
    .join(' ')

export const happens = (dice: Dice, oneIn: number): boolean => oneIn > 0 && dice.oneIn(oneIn)
