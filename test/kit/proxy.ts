import { connect, createServer } from 'node:net'

/** Up is from whoever dialled us to the target. */
export type Way = 'up' | 'down'
type Side = 'near' | 'far'

/**
 * A connection to lose at its worst moment: `sent` goes up and does its work, but once the answer to it, which fits
 * `reply`, has come down as far as us, the connection is gone. Without `reply` it is gone before `sent` arrives.
 */
export type Loss = { sent: string; reply?: RegExp }

/** One connection through the proxy, which can be broken in every way that a network breaks one. */
export type Line = {
  /** Both ends hear at once that it is gone. */
  reset(): void
  /** Half of the next bytes of this way pass, and then both ends hear that it is gone. */
  cutMidway(way: Way): void
  /** Nothing passes, and nobody hears anything, until `resume`: what waited arrives then. */
  stall(): void
  resume(): void
  /** This end is gone, and the other does not hear of it: what it sends goes nowhere. */
  halfOpen(gone: Side): void
}

export type TcpProxy = {
  port: number
  /** The connections that are open. */
  lines(): Line[]
  /** The next connection on which `sent` goes up is lost; `undefined` takes that back. */
  loseNext(loss: Loss | undefined): void
  /** How many were lost so. */
  lost(): number
  /** Every byte of both ways takes this long from now on. */
  delay(ms: number): void
  close(): Promise<void>
}

/** Bytes of the end of a chunk that are kept, to find what was asked for across two. */
const TAIL = 32

/**
 * TCP between somebody and a target. Each connection asks for its target anew, so that a proxy may stand before several;
 * a target that is away costs whoever dialled their connection.
 */
export async function openProxy(target: () => { host: string; port: number }): Promise<TcpProxy> {
  const lines = new Map<Line, () => void>()
  let latencyMs = 0
  let next: Loss | undefined
  let lost = 0

  const server = createServer((near) => {
    const far = connect(target())
    const sockets = { near, far }
    let gone: Side | undefined
    let isStalled = false
    let cut: Way | undefined
    /** What must have come down before this one is lost. */
    let reply: RegExp | undefined
    let tail = ''

    const end = () => {
      lines.delete(line)
      near.destroy()
      far.destroy()
    }
    const line: Line = {
      reset() {
        lines.delete(line)
        near.resetAndDestroy()
        far.resetAndDestroy()
      },
      cutMidway(way) {
        cut = way
      },
      stall() {
        isStalled = true
        near.pause()
        far.pause()
      },
      resume() {
        isStalled = false
        near.resume()
        far.resume()
      },
      halfOpen(side) {
        gone = side
        sockets[side].destroy()
      },
    }
    lines.set(line, end)
    carry('up')
    carry('down')

    function carry(way: Way): void {
      const [from, to] = way === 'up' ? [near, far] : [far, near]
      let due = 0
      const pass = (bytes: Buffer) => {
        if (to.destroyed) return
        if (to.write(bytes)) return
        from.pause()
        to.once('drain', () => void (isStalled || from.resume()))
      }
      from.setNoDelay(true)
      from.on('data', (bytes) => {
        if (gone) return
        if (cut === way) {
          to.write(bytes.subarray(0, bytes.length >> 1))
          return end()
        }
        if (isLost(way, bytes)) return
        due = Math.max(due, performance.now() + latencyMs)
        const ms = due - performance.now()
        if (ms > 0) setTimeout(pass, ms, bytes)
        else pass(bytes)
      })
      // What went wrong shows as a connection that is gone; `close` follows.
      from.on('error', () => undefined)
      from.on('close', () => {
        const side = way === 'up' ? 'near' : 'far'
        if (gone === undefined || gone !== side) end()
      })
    }

    /** Whether these bytes go no further. */
    function isLost(way: Way, bytes: Buffer): boolean {
      if (way === 'up') {
        if (!next || !bytes.includes(next.sent)) return false
        reply = next.reply
        next = undefined
        if (reply === undefined) lose()
        return reply === undefined
      }
      if (reply === undefined) return false
      tail += bytes.toString('latin1')
      if (reply.test(tail)) lose()
      else tail = tail.slice(-TAIL)
      return true
    }
    function lose() {
      lost += 1
      line.reset()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    lines: () => [...lines.keys()],
    loseNext(loss) {
      next = loss
    },
    lost: () => lost,
    delay(ms) {
      latencyMs = ms
    },
    async close() {
      for (const end of [...lines.values()]) end()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
