import type { Dice } from './chance.ts'
import type { Machine } from './machine.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'

/** What the ends of a socket hear. */
export type Ears = { message(bytes: Uint8Array): void; closed(code: number): void }

/** One end of a socket, held by a machine. */
export type End = {
  send(bytes: Uint8Array): void
  close(code: number, reason: string): void
  /** Bytes sent that have not arrived. */
  readonly bufferedAmount: number
  pause(): void
  resume(): void
}

/** How a path behaves at the moment; the world's faults change it while sockets are open. */
export type Weather = {
  latencyMs: number
  jitterMs: number
  /** One frame in so many comes twice, or later than the next ones; 0: never. */
  repeatOneIn: number
  reorderOneIn: number
  /** One frame in so many cuts the socket instead of arriving; 0: never. */
  cutOneIn: number
  /** Nothing arrives and nobody is told. */
  blackhole: boolean
}

export const fairWeather = (): Weather => ({
  latencyMs: 20,
  jitterMs: 10,
  repeatOneIn: 0,
  reorderOneIn: 0,
  cutOneIn: 0,
  blackhole: false,
})

export type Socket = {
  near: End
  far: End
  /** Both ends learn of it, each after a while; what is under way is lost. */
  cut(): void
  /** The machine at one end is gone; the other end learns of it. */
  died(machine: Machine): void
  readonly open: boolean
}

type Side = { machine: Machine; life: number; ears: Ears; open: boolean; paused: boolean }
type Way = { from: Side; to: Side; buffered: number; lastAt: number; held: Uint8Array[] }

/**
 * A socket between two machines: frames arrive whole and in order, as on TCP, except where the weather stands for a
 * faulty proxy. It is open at once; how long dialling takes is the caller's business.
 */
export function openSocket(
  scheduler: Scheduler,
  {
    near,
    far,
    weather,
    dice,
    trace,
  }: {
    near: { machine: Machine; ears: Ears }
    /** `listen` is called at once with this side of the socket. */
    far: { machine: Machine; listen(end: End): Ears }
    weather: Weather
    dice: Dice
    trace: Trace
  },
): Socket {
  const side = (machine: Machine, ears: Ears): Side => ({
    machine,
    life: machine.life,
    ears,
    open: true,
    paused: false,
  })
  const deaf: Ears = { message: () => undefined, closed: () => undefined }
  const [a, b] = [side(near.machine, near.ears), side(far.machine, deaf)]
  const way = (from: Side, to: Side): Way => ({ from, to, buffered: 0, lastAt: 0, held: [] })
  const [there, back] = [way(a, b), way(b, a)]

  const delay = () => weather.latencyMs + dice.unit() * weather.jitterMs
  const hangUp = (to: Side, code: number) => {
    if (!to.open || to.machine.life !== to.life) return
    scheduler.after(delay(), to.machine, `closed ${code}`, () => {
      if (!to.open) return
      to.open = false
      to.ears.closed(code)
    })
  }
  const socket: Socket = {
    near: endOf(a, there, b),
    far: endOf(b, back, a),
    cut: () => {
      hangUp(a, 1006)
      hangUp(b, 1006)
      lose()
    },
    died: (machine) => {
      const [gone, left] = machine === a.machine ? [a, b] : [b, a]
      gone.open = false
      hangUp(left, 1006)
    },
    get open() {
      return a.open && b.open
    },
  }
  let lost = false
  function lose() {
    lost = true
  }

  function deliver(on: Way, bytes: Uint8Array, ms: number, label: string) {
    scheduler.after(ms, on.to.machine, `${label} ${bytes.length}`, () => {
      if (lost || weather.blackhole || !on.to.open || on.to.machine.life !== on.to.life) return
      on.buffered = Math.max(0, on.buffered - bytes.length)
      if (on.to.paused) on.held.push(bytes)
      else {
        trace.noteBytes(bytes)
        on.to.ears.message(bytes)
      }
    })
  }

  function endOf(self: Side, out: Way, other: Side): End {
    return {
      send: (bytes) => {
        if (!self.open || lost || self.machine.life !== self.life) return
        out.buffered += bytes.length
        if (weather.cutOneIn > 0 && dice.oneIn(weather.cutOneIn)) return socket.cut()
        const copy = bytes.slice()
        const at = scheduler.now() + delay()
        const late = weather.reorderOneIn > 0 && dice.oneIn(weather.reorderOneIn)
        // Only a late frame may be overtaken: the others keep their order.
        if (!late) out.lastAt = Math.max(out.lastAt, at)
        const ms = (late ? at + 5 * delay() : out.lastAt) - scheduler.now()
        deliver(out, copy, ms, late ? 'late frame' : 'frame')
        if (weather.repeatOneIn > 0 && dice.oneIn(weather.repeatOneIn)) {
          deliver(out, copy, ms + 3 * delay(), 'frame again')
        }
      },
      close: (code) => {
        if (!self.open) return
        self.open = false
        // The goodbye travels behind what was sent before it.
        const ms = Math.max(delay(), out.lastAt - scheduler.now())
        scheduler.after(ms, other.machine, `goodbye ${code}`, () => {
          if (!other.open || weather.blackhole || other.machine.life !== other.life) return
          other.open = false
          other.ears.closed(code)
        })
      },
      get bufferedAmount() {
        return out.buffered
      },
      pause: () => {
        self.paused = true
      },
      resume: () => {
        self.paused = false
        const into = out === there ? back : there
        for (const bytes of into.held.splice(0)) self.ears.message(bytes)
      },
    }
  }
  b.ears = far.listen(socket.far)
  return socket
}
