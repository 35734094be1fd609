import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { until } from '../../test/kit/until.ts'
import { serveCrew } from '../crew.ts'
import { quantile } from '../figures.ts'
import { type Heard, heardUpTo, openSocket } from '../light-socket.ts'
import type { Device, Order, Report, Taken, Tickets } from './messages.ts'

const ALL_MS = 300_000
/** Who was sent away comes back after about so long. */
const AGAIN_MS = 1_000

/** The process that plays all devices: each holds its documents' heads and nothing else. */
let url = ''
let devices: Device[] = []
/** What the server gave each device for its next socket. */
const next = new Map<Device, string>()

serveCrew(async (order: Order): Promise<Report> => {
  if (order.do === 'come') return { say: 'all-in-sync', ...(await come(order)) }
  if (order.do === 'stay') return { say: 'stayed', tickets: await ticketsForNext() }
  devices = order.devices
  return { say: 'open' }
})

async function come(order: Extract<Order, { do: 'come' }>): Promise<Taken> {
  const { at, jitterMs, tickets = [] } = order
  for (const [i, device] of devices.entries()) if (tickets[i]) next.set(device, tickets[i])
  url = order.url
  const times: number[] = []
  let sentAway = 0
  for (const device of devices) {
    void (async () => {
      await wait(Math.max(0, at + randomInt(jitterMs) - Date.now()))
      while (!(await reconnect(device))) {
        sentAway++
        await wait(randomInt(AGAIN_MS))
      }
      times.push(Date.now() - at)
    })()
  }
  await until('all devices to be in sync', () => times.length === devices.length, ALL_MS)
  const [p50Ms, p99Ms, allMs] = [0.5, 0.99, 1].map((share) => quantile(times, share))
  return { p50Ms, p99Ms, allMs, sentAway } as Taken
}

/** With the next beat; servers that know no tickets give none. */
async function ticketsForNext(): Promise<Tickets> {
  const given = () => devices.every((device) => device.token === undefined || next.has(device))
  await until('all devices to have their next ticket', given, ALL_MS)
  return devices.map((device) => next.get(device) ?? null)
}

/** True once the server has said of every document that it is the same on both sides. */
async function reconnect(device: Device): Promise<boolean> {
  const { token, documents } = device
  const held = next.get(device)
  next.delete(device)
  try {
    const address = token === undefined ? url : withTicket(held ?? (await ticketFor(token)))
    const socket = await openSocket(address, { haat: token !== undefined })
    const waiting = new Map(documents.map(({ id, heads }) => [id, heads.join()]))
    const even = new Promise<void>((resolve) => {
      socket.listen((frame) => {
        if (frame.type === 'ticket' && frame.ticket) next.set(device, frame.ticket)
        for (const id of saidEven(frame, waiting)) waiting.delete(id)
        if (waiting.size === 0) resolve()
      })
    })
    if (token === undefined)
      for (const { id, heads } of documents) socket.sync(id, heardUpTo(heads))
    else
      socket.say({ type: 'heads', documents: documents.map(({ id, heads }) => [id, hex(heads)]) })
    await even
    return true
  } catch {
    return false
  }
}

/** Tickets come over few connections that are kept, as through a proxy: `fetch` would cost more than all the rest. */
const door = new Agent({ keepAlive: true, maxSockets: 32 })

async function ticketFor(token: string): Promise<string> {
  const asked = request(new URL('/api/sync/ticket', url), {
    method: 'POST',
    agent: door,
    headers: { authorization: `Bearer ${token}`, 'content-length': 0 },
  })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const said = await text(answer)
  if (answer.statusCode !== 200) throw new Error(`no ticket: ${answer.statusCode} ${said}`)
  return (JSON.parse(said) as { ticket: string }).ticket
}

const withTicket = (ticket: string) =>
  `${url.replace('http', 'ws')}/sync?ticket=${encodeURIComponent(ticket)}`

const hex = (heads: readonly string[]) => Buffer.from(heads.join(''), 'hex')

/** Documents of which this frame says that the server has exactly what is held here. */
function saidEven(frame: Heard, waiting: ReadonlyMap<string, string>): string[] {
  if (frame.type === 'standing') return frame.same ?? []
  if (frame.type !== 'sync' || !frame.data || !frame.documentId) return []
  const count = frame.data[1] ?? 0
  const text = Buffer.from(frame.data.subarray(2, 2 + 32 * count)).toString('hex')
  const heads = text.match(/.{64}/g) ?? []
  return heads.join() === waiting.get(frame.documentId) ? [frame.documentId] : []
}
