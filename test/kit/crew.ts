import { type ChildProcess, fork } from 'node:child_process'

/** Room for the young: most of what such work makes is garbage a moment later. */
const EXEC = ['--import', 'tsx', '--max-semi-space-size=64']

export type Crew<Order, Result> = {
  /** The program of one process: it says `ready`, and answers each order with one result. */
  program: URL
  jobs: number
  /** wasm memory never shrinks: a process is replaced after so many orders. */
  ordersEach: number
  /** An order that takes longer than this, in real time, has lost its way. */
  orderMs: number
  /** Hears of each result as it comes; gives false when nothing more is to be begun. */
  told(order: Order, result: Result): boolean
}

/** Runs orders on several processes. One that dies or never answers rejects, with its order. */
export async function runOrders<Order extends object, Result>(
  orders: readonly Order[],
  { program, jobs, ordersEach, orderMs, told }: Crew<Order, Result>,
): Promise<void> {
  const waiting = [...orders]
  const worker = async () => {
    let child: ChildProcess | undefined
    try {
      for (let done = 0; ; done++) {
        const order = waiting.shift()
        if (!order) return
        if (done % ordersEach === 0) {
          child?.kill()
          child = await open(program)
        }
        const result = await ask<Result>(child as ChildProcess, order, orderMs)
        if (!told(order, result)) waiting.length = 0
      }
    } finally {
      child?.kill()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, orders.length) }, worker))
}

function open(program: URL): Promise<ChildProcess> {
  const child = fork(program.pathname, { execArgv: EXEC, serialization: 'advanced' })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`a process of the crew ended with ${code}`)))
  })
}

function ask<Result>(child: ChildProcess, order: object, orderMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const over = (why: string) => reject(new Error(`${JSON.stringify(order)}: ${why}`))
    const late = setTimeout(() => over(`no end after ${orderMs} ms`), orderMs)
    const ended = (code: number | null, signal: string | null) => {
      clearTimeout(late)
      over(`the process ended with ${code ?? signal}`)
    }
    child.once('exit', ended)
    child.once('message', (result) => {
      clearTimeout(late)
      child.off('exit', ended)
      resolve(result as Result)
    })
    child.send(order)
  })
}
