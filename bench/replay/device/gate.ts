import type { Dial, Link, Ticket } from '../../../engine/replica/line.ts'
import { nodeDial, nodeTicket } from '../../../engine/replica/node-dial.ts'

/** A device's network with a switch: while it is closed nothing can be dialled, and what was open is gone. */
export function openGate(link: string, accessToken: () => Promise<string>) {
  const address = new URL('/sync', link)
  address.protocol = 'ws:'
  const dialFar = nodeDial(address.href)
  let isOpen = false
  let current: Link | undefined

  const dial: Dial = (ticket, ears) => {
    const mine = dialFar(ticket, {
      ...ears,
      closed(code, reason) {
        if (current === mine) current = undefined
        ears.closed(code, reason)
      },
    })
    current = mine
    // The gate may have closed while the ticket was on its way.
    if (!isOpen) queueMicrotask(() => mine.close(1000, 'offline'))
    return mine
  }
  const ticket = async (): Promise<Ticket> => {
    if (!isOpen) throw new Error('offline')
    return nodeTicket(link, await accessToken())
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
