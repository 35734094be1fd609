import type { Dice } from './chance.ts'
import { happens } from './storm.ts'
import type { World } from './world.ts'

/** Lets one or more things go wrong, as the storm has it. Called once a step. */
export function strike(world: World, dice: Dice): void {
  const { storm, network, devices, nodes, scheduler, database, bus } = world
  for (const { machine } of devices) {
    Object.assign(network.pathOf(machine), {
      repeatOneIn: storm.repeatOneIn,
      reorderOneIn: storm.reorderOneIn,
      cutOneIn: storm.frameCutOneIn,
    })
  }
  bus.mood.loseOneIn = storm.busLoseOneIn
  bus.mood.repeatOneIn = storm.busRepeatOneIn
  database.temper.failOneIn = storm.databaseFailOneIn
  database.temper.loseReplyOneIn = storm.loseReplyOneIn

  const device = dice.pick(devices)
  const path = network.pathOf(device.machine)
  const later = (most: number, run: () => void) =>
    scheduler.after(dice.between(50, most), database.machine, 'weather changes', run)
  if (happens(dice, storm.offlineOneIn)) {
    world.say(`${device.machine.name} offline`)
    path.online = false
    network.cut(device.machine)
    later(8_000, () => {
      path.online = true
    })
  }
  if (happens(dice, storm.cutOneIn)) network.cut(device.machine)
  if (happens(dice, storm.blackholeOneIn)) {
    world.say(`${device.machine.name} in a black hole`)
    path.blackhole = true
    later(20_000, () => {
      path.blackhole = false
    })
  }
  if (happens(dice, storm.deviceCrashOneIn)) world.crashDevice(dice.pick(devices), 'device killed')
  if (happens(dice, storm.nodeCrashOneIn)) world.crashNode(dice.pick(nodes), 'node killed')
  if (happens(dice, storm.restartOneIn)) {
    world.say('database restarts')
    database.temper.down = true
    database.restart()
    later(2_000, () => {
      database.temper.down = false
    })
  }
}
