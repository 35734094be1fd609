/** A few statements that are sent and not answered yet; the first that fails ends the line. */
export type Line = {
  /** Takes one more, after waiting until there is room. */
  add(reply: Promise<unknown>): Promise<void>
  end(): Promise<void>
}

export function inFlight(most: number): Line {
  const open: Promise<unknown>[] = []
  return {
    async add(reply) {
      // Whoever waits for it hears of its failure; until then it is not an unheard one.
      reply.catch(() => undefined)
      open.push(reply)
      if (open.length > most) await open.shift()
    },
    async end() {
      for (const reply of open.splice(0)) await reply
    },
  }
}
