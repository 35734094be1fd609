import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { run } from '../../bench/replay/server-node.ts'

/** Processes of one program that hear orders and say reports, and may be killed at any time. */
export type MortalProcesses<Order, Report extends { say: string }> = {
  /** Starts all; resolves when each has said so. */
  start(say: Report['say']): Promise<void>
  /** The last order so told is told again to whoever comes back. */
  tell(order: Order): void
  /** Tells all, and waits until each has said so; one that is killed meanwhile says so in its next life. */
  all<Say extends Report['say']>(order: Order, say: Say): Promise<Extract<Report, { say: Say }>[]>
  /** Asks all for something that is over with its answer. */
  each<Say extends Report['say']>(order: Order, say: Say): Promise<Extract<Report, { say: Say }>[]>
  /** SIGKILL, and a new life; `meanwhile` is over before it begins. */
  killAndRestart(which: number, meanwhile?: () => unknown): Promise<void>
  /** All have done their work and may leave. */
  dismiss(): void
  abandon(): void
}

/**
 * One that was killed is opened again and told what the others were told last; it finds on its files how far it had
 * come.
 */
export function mortalProcesses<Order, Report extends { say: string }>({
  count,
  program,
  log,
  opening,
  hear,
  broken,
}: {
  count: number
  /** From the root of the project. */
  program: string
  log: string
  /** What the process at a place is told first; its lives are counted from 1. */
  opening(at: number, life: number): Order
  hear(report: Report): void
  /** One left that was not killed. */
  broken(error: Error): void
}): MortalProcesses<Order, Report> {
  let standing: Order | undefined
  let closing = false
  const members = Array.from({ length: count }, (_, at) => ({
    at,
    lives: 0,
    child: undefined as ChildProcess | undefined,
    waiting: undefined as { until: string; done(report: Report): void } | undefined,
    killed: false,
  }))
  type Member = (typeof members)[number]

  const start = (member: Member): void => {
    const child = run(program, [], { env: {}, log })
    member.child = child
    member.killed = false
    child.on('message', (report: Report) => {
      hear(report)
      if (report.say === member.waiting?.until) member.waiting.done(report)
    })
    child.on('exit', (code) => {
      if (!member.killed && !closing) broken(new Error(`${program} left with ${code}: see ${log}`))
    })
    // A killed process takes its channel with it.
    child.on('error', () => undefined)
    send(member, opening(member.at, ++member.lives))
    if (standing) send(member, standing)
  }
  const send = ({ child }: Member, order: Order) => {
    if (child?.connected) child.send(order as object)
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
  const each = async <Say extends Report['say']>(order: Order, say: Say) => {
    const said = members.map((member) => until(member, say))
    for (const member of members) send(member, order)
    return Promise.all(said)
  }

  return {
    async start(say) {
      const said = members.map((member) => until(member, say))
      for (const member of members) start(member)
      await Promise.all(said)
    },
    tell(order) {
      standing = order
      for (const member of members) send(member, order)
    },
    all(order, say) {
      standing = order
      return each(order, say)
    },
    each,
    async killAndRestart(which, meanwhile) {
      const member = members[which % count] as Member
      const { child } = member
      if (!child) return
      member.killed = true
      // One that left by itself has been told of already, and is not waited for.
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
      await meanwhile?.()
      start(member)
    },
    dismiss() {
      closing = true
      for (const { child } of members) child?.disconnect()
    },
    abandon() {
      closing = true
      for (const { child } of members) child?.kill('SIGKILL')
    },
  }
}
