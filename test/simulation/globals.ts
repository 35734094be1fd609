import { createRequire, syncBuiltinESMExports } from 'node:module'
import { wallClock } from './machine.ts'
import { real } from './real.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * Libraries below the engine call the clocks, timers and chance of the process themselves. This module, imported
 * before them, puts ours in place: while a world runs, whoever asks gets the time and chance of the machine whose
 * event is running; otherwise the real ones answer.
 */
let world: Scheduler | undefined

/** From now on the process lives in this world; `undefined` brings it back. */
export function enter(scheduler: Scheduler | undefined): void {
  world = scheduler
}

const machine = () => world?.current()

const RealDate = real.Date
class WorldDate extends RealDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(WorldDate.now())
    else super(...(args as [number]))
  }

  static override now(): number {
    const here = machine()
    return world && here ? wallClock(world, here) : RealDate.now()
  }
}
globalThis.Date = WorldDate as DateConstructor

/** What `setTimeout` gives in a world; Node's libraries call `ref` and `unref` on it. */
class WorldTimer {
  cancel: () => void = () => undefined
  ref() {
    return this
  }
  unref() {
    return this
  }
  hasRef() {
    return true
  }
}

type Callback = (...args: unknown[]) => void

const later = (label: string, ms: number, run: () => void, repeat: boolean): WorldTimer => {
  const timer = new WorldTimer()
  const on = machine()
  if (!world || !on) throw new Error(`${label} outside of any machine`)
  const scheduler = world
  const arm = () => {
    timer.cancel = scheduler.after(ms, on, label, () => {
      if (repeat) arm()
      run()
    }).cancel
  }
  arm()
  return timer
}

const replaceTimer = (
  name: 'setTimeout' | 'setInterval' | 'setImmediate',
  clear: 'clearTimeout' | 'clearInterval' | 'clearImmediate',
) => {
  const set = (run: Callback, ...rest: unknown[]) => {
    if (!machine()) return (real[name] as (...all: unknown[]) => unknown)(run, ...rest)
    const [ms, args] = name === 'setImmediate' ? [0, rest] : [Number(rest[0] ?? 0), rest.slice(1)]
    return later(
      name,
      Math.max(name === 'setImmediate' ? 0 : 1, ms),
      () => run(...args),
      name === 'setInterval',
    )
  }
  const unset = (timer: unknown) => {
    if (timer instanceof WorldTimer) timer.cancel()
    else (real[clear] as (timer: unknown) => void)(timer)
  }
  Object.assign(globalThis, { [name]: set, [clear]: unset })
}
replaceTimer('setTimeout', 'clearTimeout')
replaceTimer('setInterval', 'clearInterval')
replaceTimer('setImmediate', 'clearImmediate')

Math.random = () => machine()?.dice.unit() ?? real.random()
performance.now = () => (world && machine() ? world.now() : real.performanceNow())

function fill<T extends ArrayBufferView>(view: T): T {
  const bytes = machine()?.dice.bytes(view.byteLength)
  if (!bytes)
    return real.getRandomValues(view as unknown as Uint8Array<ArrayBuffer>) as unknown as T
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(bytes)
  return view
}

function randomUUID(): ReturnType<Crypto['randomUUID']> {
  const bytes = machine()?.dice.bytes(16)
  if (!bytes) return real.randomUUID()
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

Object.defineProperty(crypto, 'getRandomValues', { value: fill, configurable: true })
Object.defineProperty(crypto, 'randomUUID', { value: randomUUID, configurable: true })

const nodeCrypto = createRequire(import.meta.url)('node:crypto')
const realBytes = nodeCrypto.randomBytes
Object.assign(nodeCrypto, {
  randomUUID,
  randomFillSync: fill,
  randomBytes: (count: number, ...rest: unknown[]) =>
    machine() ? Buffer.from(fill(new Uint8Array(count))) : realBytes(count, ...rest),
})
syncBuiltinESMExports()
