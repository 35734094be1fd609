import { setTimeout as wait } from 'node:timers/promises'
import type { FaultPoint } from '../engine/model/env.ts'

const modes = ['kill', 'throw', 'delay', 'hang'] as const
type Fault = { mode: (typeof modes)[number]; ms: number; chance: number }

const HANG_MS = 24 * 3600 * 1000

/**
 * What breaks where: `K6=kill,K3=delay:200,K13=throw@0.05` kills this process at K6, waits 200 ms at each K3, and throws
 * at one in twenty K13. Undefined if it cannot be read.
 */
export function readFaults(text: string): Map<FaultPoint, Fault> | undefined {
  const faults = new Map<FaultPoint, Fault>()
  for (const part of text.split(',')) {
    const read = /^\s*(K(?:1[0-8]|\d))=(\w+)(?::(\d{1,6}))?(?:@(0?\.\d+|1))?\s*$/.exec(part)
    const [, point, name, ms = '0', chance = '1'] = read ?? []
    const mode = modes.find((one) => one === name)
    if (!point || !mode) return undefined
    faults.set(point as FaultPoint, { mode, ms: Number(ms), chance: Number(chance) })
  }
  return faults
}

/** The `fault` of an `Env` of a process that is to be broken. */
export const breakAt = (faults: ReadonlyMap<FaultPoint, Fault>) => async (point: FaultPoint) => {
  const fault = faults.get(point)
  if (!fault || Math.random() >= fault.chance) return
  switch (fault.mode) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL')
      return void (await wait(HANG_MS))
    case 'throw':
      throw new Error(`fault at ${point}`)
    case 'delay':
      return void (await wait(fault.ms))
    case 'hang':
      return void (await wait(HANG_MS))
  }
}
