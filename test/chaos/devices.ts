import { join } from 'node:path'
import type { Standing } from '../../bench/replay/messages.ts'
import { mortalProcesses } from '../kit/mortal-processes.ts'
import type { Fleet, Order, Report } from './messages.ts'

const PROCESSES = 2
const DEVICES = 24
/** Of four devices, two are one person's. */
const PAIRED = 4

/** Whose each device is; the two of a pair live in different processes. */
const plan = Array.from({ length: DEVICES }, (_, device) => ({
  device,
  person: device % PAIRED === 1 ? device - 1 : device,
}))

/** The customers, some of whom have two devices. */
export function openDevices(
  fleet: Omit<Fleet, 'life' | 'devices'>,
  {
    did,
    killed,
    broken,
  }: {
    did(operations: number): void
    killed(device: string): void
    broken(error: Error): void
  },
) {
  const own = (at: number) => plan.filter(({ device }) => device % PROCESSES === at)
  const processes = mortalProcesses<Order, Report>({
    count: PROCESSES,
    program: 'test/chaos/device/main.ts',
    log: join(fleet.dir, 'devices.log'),
    opening: (at, life) => ({
      do: 'open',
      fleet: { ...fleet, life: `p${at}.${life}`, devices: own(at) },
    }),
    hear(report) {
      if (report.say === 'did') did(report.operations)
    },
    broken,
  })
  let next = 0
  return {
    open: () => processes.start('opened'),
    tell: processes.tell,
    rest: () => processes.all({ do: 'rest' }, 'rested'),
    standing: (): Promise<Standing[]> => processes.each({ do: 'standing' }, 'standing'),
    /** One process after the other, with all devices in it. */
    async killSome(): Promise<void> {
      const at = next++ % PROCESSES
      await processes.killAndRestart(at, () => {
        for (const { device } of own(at)) killed(`d${device}`)
      })
    },
    async close(): Promise<void> {
      await processes.all({ do: 'final' }, 'closed')
      processes.dismiss()
    },
    abandon: processes.abandon,
  }
}
