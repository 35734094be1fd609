import { setTimeout as pause } from 'node:timers/promises'
import type { DeviceProcesses } from './device-processes.ts'
import type { Server } from './server-node.ts'

/** Kills the server and a process of devices in turn, every so often, until stopped. A kill under way is finished. */
export function startKilling(
  everySeconds: number,
  {
    server,
    devices,
    killed,
  }: { server: Server; devices: DeviceProcesses; killed(what: string): void },
) {
  const stop = new AbortController()
  const killing = (async () => {
    for (let n = 0; ; n++) {
      await pause(everySeconds * 1000, undefined, { signal: stop.signal }).catch(() => undefined)
      if (stop.signal.aborted) return
      if (n % 2 === 0) {
        killed('server')
        await server.killAndRestart()
      } else {
        killed('devices')
        await devices.killAndRestart((n - 1) / 2)
      }
    }
  })()
  // Its failure is seen by whoever stops it.
  killing.catch(() => undefined)
  return async () => {
    stop.abort()
    await killing
  }
}
