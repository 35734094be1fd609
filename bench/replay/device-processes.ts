import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Fleet, Order, Report, Standing } from './messages.ts'
import { run } from './server-node.ts'

/** Devices in one process: fewer make a kill cheap, more make processes few. */
export const DEVICES_PER_PROCESS = 50

/**
 * The processes that hold the devices. One that was killed is opened again and told what the others were told last; it
 * finds on its files how far it had come.
 */
export function openDeviceProcesses(
  fleet: Omit<Fleet, 'life'>,
  {
    hear,
    broken,
    perProcess = DEVICES_PER_PROCESS,
  }: { hear(report: Report): void; broken(error: Error): void; perProcess?: number },
) {
  const count = Math.ceil(fleet.devices.length / perProcess)
  let standing: Order | undefined
  let closing = false
  const members = Array.from({ length: count }, (_, at) => ({
    at,
    lives: 0,
    child: undefined as ChildProcess | undefined,
    devices: fleet.devices.filter((_, device) => device % count === at),
    waiting: undefined as { until: Report['say']; done(report: Report): void } | undefined,
    killed: false,
  }))
  type Member = (typeof members)[number]

  const start = (member: Member): void => {
    const life = `p${member.at}.${++member.lives}`
    const log = join(fleet.dir, 'devices.log')
    const child = run('bench/replay/device/main.ts', [], { env: {}, log })
    member.child = child
    member.killed = false
    child.on('message', (report: Report) => {
      hear(report)
      if (report.say === member.waiting?.until) member.waiting.done(report)
    })
    child.on('exit', (code) => {
      if (!member.killed && !closing) broken(new Error(`devices left with ${code}: see ${log}`))
    })
    // A killed process takes its channel with it.
    child.on('error', () => undefined)
    send(member, { do: 'open', fleet: { ...fleet, life, devices: member.devices } })
    if (standing) send(member, standing)
  }
  const send = ({ child }: Member, order: Order) => {
    if (child?.connected) child.send(order)
  }
  const until = <Say extends Report['say']>(member: Member, say: Say) =>
    new Promise<Extract<Report, { say: Say }>>((resolve) => {
      member.waiting = {
        until: say,
        done(report) {
          member.waiting = undefined
          resolve(report as Extract<Report, { say: Say }>)
        },
      }
    })
  /** Tells all, and waits until each has said so; one that is killed meanwhile says so in its next life. */
  const all = async <Say extends Report['say']>(order: Order, say: Say) => {
    const said = members.map((member) => until(member, say))
    standing = order
    for (const member of members) send(member, order)
    return Promise.all(said)
  }

  return {
    count,
    async open(): Promise<void> {
      const opened = members.map((member) => until(member, 'opened'))
      for (const member of members) start(member)
      await Promise.all(opened)
      await all({ do: 'greet' }, 'greeted')
    },
    compose: (round: number) => all({ do: 'compose', round }, 'composed'),
    tell(order: Order): void {
      standing = order
      for (const member of members) send(member, order)
    },
    async standing(): Promise<Standing[]> {
      const said = members.map((member) => until(member, 'standing'))
      for (const member of members) send(member, { do: 'standing' })
      return Promise.all(said)
    },
    async killAndRestart(which: number): Promise<void> {
      const member = members[which % count] as Member
      const { child } = member
      if (!child) return
      member.killed = true
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      start(member)
    },
    async close(): Promise<void> {
      closing = true
      await all({ do: 'final' }, 'closed')
      for (const { child } of members) child?.disconnect()
    },
    abandon(): void {
      closing = true
      for (const { child } of members) child?.kill('SIGKILL')
    },
  }
}
export type DeviceProcesses = ReturnType<typeof openDeviceProcesses>
