import { join } from 'node:path'
import { mortalProcesses } from '../../test/kit/mortal-processes.ts'
import type { Fleet, Order, Report, Standing } from './messages.ts'

/** Devices in one process: fewer make a kill cheap, more make processes few. */
export const DEVICES_PER_PROCESS = 50

/** The processes that hold the devices. */
export function openDeviceProcesses(
  fleet: Omit<Fleet, 'life'>,
  {
    hear,
    broken,
    perProcess = DEVICES_PER_PROCESS,
  }: { hear(report: Report): void; broken(error: Error): void; perProcess?: number },
) {
  const count = Math.ceil(fleet.devices.length / perProcess)
  const processes = mortalProcesses<Order, Report>({
    count,
    program: 'bench/replay/device/main.ts',
    log: join(fleet.dir, 'devices.log'),
    opening: (at, life) => ({
      do: 'open',
      fleet: {
        ...fleet,
        life: `p${at}.${life}`,
        devices: fleet.devices.filter((_, device) => device % count === at),
      },
    }),
    hear,
    broken,
  })
  return {
    count,
    async open(): Promise<void> {
      await processes.start('opened')
      await processes.all({ do: 'greet' }, 'greeted')
    },
    compose: (round: number) => processes.all({ do: 'compose', round }, 'composed'),
    tell: processes.tell,
    standing: (): Promise<Standing[]> => processes.each({ do: 'standing' }, 'standing'),
    killAndRestart: (which: number) => processes.killAndRestart(which),
    async close(): Promise<void> {
      await processes.all({ do: 'final' }, 'closed')
      processes.dismiss()
    },
    abandon: processes.abandon,
  }
}
export type DeviceProcesses = ReturnType<typeof openDeviceProcesses>
