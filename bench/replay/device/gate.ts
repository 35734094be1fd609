import { readFrame, type ServerFrame } from '../../../engine/replica/frames.ts'
import type { Dial, Link, Ticket } from '../../../engine/replica/line.ts'
import { nodeDial, nodeTicket } from '../../../engine/replica/node-dial.ts'

/** Whoever looks at what passes. */
export type Watch = {
  ticket(): void
  opened(): void
  sent(bytes: Uint8Array): void
  heard(frame: ServerFrame | undefined): void
}

/** A device's network with a switch: while it is closed nothing can be dialled, and what was open is gone. */
export function openGate(link: string, accessToken: () => Promise<string>, watch: Watch) {
  const address = new URL('/sync', link)
  address.protocol = 'ws:'
  const dialFar = nodeDial(address.href)
  let isOpen = false
  let current: Link | undefined

  const dial: Dial = (ticket, ears) => {
    const mine = dialFar(ticket, {
      opened() {
        watch.opened()
        ears.opened()
      },
      heard(bytes) {
        watch.heard(readFrame(bytes))
        ears.heard(bytes)
      },
      closed(code, reason) {
        if (current === mine) current = undefined
        ears.closed(code, reason)
      },
    })
    current = mine
    // The gate may have closed while the ticket was on its way.
    if (!isOpen) queueMicrotask(() => mine.close(1000, 'offline'))
    return {
      send(bytes) {
        watch.sent(bytes)
        mine.send(bytes)
      },
      close: mine.close,
      get bufferedAmount() {
        return mine.bufferedAmount
      },
    }
  }
  const ticket = async (): Promise<Ticket> => {
    if (!isOpen) throw new Error('offline')
    const given = await nodeTicket(link, await accessToken())
    watch.ticket()
    return given
  }
  return {
    dial,
    ticket,
    open() {
      isOpen = true
    },
    close() {
      isOpen = false
      current?.close(1000, 'offline')
    },
    get isOpen() {
      return isOpen
    },
  }
}
