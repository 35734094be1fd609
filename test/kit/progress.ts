import { SingleBar } from 'cli-progress'

/** How far something is: a bar where somebody looks on, elsewhere a line for each tenth. */
export function progress(what: string, total: number) {
  const isWatched = process.stdout.isTTY === true && total > 0
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total}, {eta_formatted} left {note}`,
  })
  if (isWatched) bar.start(total, 0, { note: '' })
  let tenth = 0
  return {
    at(done: number, note = ''): void {
      const now = Math.floor((10 * done) / total)
      if (isWatched) bar.update(done, { note })
      else if (now > tenth)
        process.stdout.write(`${`${what}: ${done} of ${total} ${note}`.trimEnd()}\n`)
      tenth = now
    },
    end: () => bar.stop(),
  }
}
