import { readFrame, type ServerFrame } from '../../engine/replica/frames.ts'
import type { Dial } from '../../engine/replica/line.ts'
import { type Dice, dice as newDice } from './chance.ts'
import type { Machine } from './machine.ts'
import type { Node, Who } from './node.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'
import { fairWeather, openSocket, type Socket, type Weather } from './wire.ts'

/** The way from one device to the servers; `online` false: dialling fails at once. */
export type Path = Weather & { online: boolean }

/** Everything between devices and nodes. */
export type Network = {
  pathOf(device: Machine): Path
  /** Dials some node that is up, as a load balancer would. `heard` sees every frame before the device does. */
  dialer(from: Machine, who: Who, heard: (frame: ServerFrame) => void): Dial
  /** Asks some node over HTTP: resolves after the way there and back, rejects when there is none. */
  ask<T>(from: Machine, answer: () => T): Promise<T>
  cut(device: Machine): void
  died(machine: Machine): void
}

export function openNetwork({
  scheduler,
  seed,
  nodes,
  trace,
}: {
  scheduler: Scheduler
  seed: number
  nodes: readonly Node[]
  trace: Trace
}): Network {
  const dice: Dice = newDice(seed, 'network')
  const paths = new Map<Machine, Path>()
  const sockets = new Map<Socket, { device: Machine; node: Machine }>()
  let connections = 0

  const pathOf = (device: Machine): Path => {
    const known = paths.get(device) ?? { ...fairWeather(), online: true }
    paths.set(device, known)
    return known
  }
  const travel = (path: Path) => path.latencyMs + dice.unit() * path.jitterMs
  const reachable = (path: Path) => {
    const up = nodes.filter((node) => node.up)
    return path.online && up.length > 0 ? dice.pick(up) : undefined
  }

  return {
    pathOf,
    dialer: (from, who, heard) => (_ticket, ears) => {
      const path = pathOf(from)
      const node = reachable(path)
      let socket: Socket | undefined
      let gaveUp = false
      const fail = () => {
        if (!gaveUp) ears.closed(1006, 'no connection')
        gaveUp = true
      }
      if (!node) scheduler.after(travel(path), from, 'no connection', fail)
      else if (!path.blackhole) {
        scheduler.after(2 * travel(path), node.machine, 'accept', () => {
          if (gaveUp || !path.online || !node.up) {
            scheduler.after(travel(path), from, 'no connection', fail)
            return
          }
          connections += 1
          const name = `c${connections}`
          const opened: Socket = openSocket(scheduler, {
            near: {
              machine: from,
              ears: {
                message: (bytes) => {
                  const frame = readFrame(bytes)
                  if (frame) heard(frame)
                  ears.heard(bytes)
                },
                closed: (code) => ears.closed(code, ''),
              },
            },
            far: { machine: node.machine, listen: (end) => node.accept(name, who, end) },
            weather: path,
            dice,
            trace,
          })
          socket = opened
          for (const each of sockets.keys()) if (!each.open) sockets.delete(each)
          sockets.set(opened, { device: from, node: node.machine })
          scheduler.after(travel(path), from, 'opened', () => {
            if (gaveUp) opened.near.close(1000, '')
            else if (opened.open) ears.opened()
          })
        })
      }
      return {
        send: (bytes) => socket?.near.send(bytes),
        close: (code, reason) => {
          gaveUp = true
          socket?.near.close(code, reason)
        },
        get bufferedAmount() {
          return socket?.near.bufferedAmount ?? 0
        },
      }
    },
    ask: (from, answer) =>
      new Promise((resolve, reject) => {
        const path = pathOf(from)
        const isLost = !reachable(path) || path.blackhole
        scheduler.after(2 * travel(path), from, 'http', () => {
          if (isLost) reject(new Error('no answer'))
          else resolve(answer())
        })
      }),
    cut: (device) => {
      for (const [socket, ends] of sockets) if (ends.device === device) socket.cut()
    },
    died: (machine) => {
      for (const [socket, { device, node }] of sockets) {
        if (device !== machine && node !== machine) continue
        socket.died(machine)
        sockets.delete(socket)
      }
    },
  }
}
