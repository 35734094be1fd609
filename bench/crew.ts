import { once } from 'node:events'
import { run } from './replay/server-node.ts'

type Saying = { say: string }
type Broken = { say: 'broken'; why: string }

/** A process that plays clients: it is told what to do, and says when it is done. Its last order is `leave`. */
export type Crew<Order extends { do: string }, Report extends Saying> = {
  order(what: Order): void
  /** Waits for its next report, which must be this one. */
  hear<Say extends Report['say']>(said: Say): Promise<Extract<Report, { say: Say }>>
  leave(): Promise<void>
}

/** `node`: options of Node itself. */
export function openCrew<Order extends { do: string }, Report extends Saying>(
  program: string,
  log: string,
  node: readonly string[] = [],
): Crew<Order | { do: 'leave' }, Report> {
  const child = run(program, [], { env: {}, log, node })
  const left = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} left with ${code}: ${log}`)
  })
  // Whoever waits for a report hears of it; in between it is not an unheard one.
  left.catch(() => undefined)
  return {
    order: (what) => void child.send(what),
    async hear<Say extends Report['say']>(said: Say) {
      const [report] = (await Promise.race([once(child, 'message'), left])) as [Report | Broken]
      if (report.say === 'broken') throw new Error((report as Broken).why)
      if (report.say !== said) throw new Error(`${program} said ${report.say}, not ${said}`)
      return report as Extract<Report, { say: Say }>
    },
    async leave() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      if (child.connected) child.send({ do: 'leave' })
      else child.kill()
      await gone
    },
  }
}

/** The other end of `openCrew`: does what it is told, one order after the other. */
export function serveCrew<Order extends { do: string }>(
  obey: (order: Order) => Promise<Saying>,
): void {
  const say = (report: Saying | Broken) => process.send?.(report)
  process.on('message', (order: Order | { do: 'leave' }) => {
    if (order.do === 'leave') process.exit(0)
    obey(order as Order).then(say, (error) =>
      say({ say: 'broken', why: String(error?.stack ?? error) }),
    )
  })
}
