/**
 * What processes of a run say of themselves: JSONL, one event a line, written with one `write` before and after each
 * step. `n` counts 1, 2, 3 … per process; `at` is a monotonic clock that all processes of one machine share, in
 * nanoseconds as decimal text; `p` names the process. `of` is the `n` of the invoke that an event closes.
 */
export type Event = { n: number; at: string; p: string } & Step

/** How far a replica has seen each writer: writer → the highest count of its own edits. */
export type Clock = { [writer: string]: number }

export type Step =
  /** A document edit. `counter` is the writer's own count within the document, `after` what it had seen before. */
  | { type: 'invoke'; f: 'edit'; doc: string; counter?: number; after?: Clock }
  /** An intent is asked; `bodyHash` is the hex SHA-256 of its text where the asker makes the text. */
  | { type: 'invoke'; f: 'ask'; intent: string; kind: string; doc: string; bodyHash?: string }
  /** Strictly saved on the device: from here on it must not be lost. */
  | { type: 'ok'; f: 'edit' | 'ask'; of: number }
  /** Surely not done. */
  | { type: 'fail'; f: 'edit' | 'ask'; of: number; why: string }
  /** Nobody knows whether it was done. */
  | { type: 'info'; f: 'edit' | 'ask'; of: number; why: string }
  /** Taken back before it left the device: nothing follows from it any more. */
  | { type: 'ok'; f: 'taken-back'; intent: string }
  /** The server would not take the change that carried it; it stays visible on the device. */
  | { type: 'ok'; f: 'set-aside'; intent: string; why: string }
  /** The server said that it holds these heads of the document (hex) durably. */
  | { type: 'ok'; f: 'acked'; doc: string; heads: string[] }
  /** An answer as this process read it: canonical JSON of the fact `intent.answered`. */
  | { type: 'ok'; f: 'told'; intent: string; outcome: string }
  | { type: 'ok'; f: 'follow'; lane: string; from: number }
  /** One frame of a lane as received; each fact as its number, key and canonical value. */
  | {
      type: 'ok'
      f: 'fact'
      lane: string
      from: number
      through: number
      compacted: boolean
      facts: [seq: number, key: string, value: string][]
    }
  /** What a reader saw: of a document (a clock), or of a lane (how far it is folded). */
  | { type: 'ok'; f: 'read'; doc: string; clock: Clock }
  | { type: 'ok'; f: 'read'; lane: string; through: number }
  /** Access was refused. */
  | { type: 'ok'; f: 'denied'; what: string }
  | { type: 'info'; f: 'kill'; victim: string }
  | { type: 'info'; f: 'fault'; what: string }
  /** From here on nothing breaks any more. */
  | { type: 'info'; f: 'heal' }
  /** Last words of a process: what still waits on it, and every lane it followed, folded (key → canonical value). */
  | {
      type: 'ok'
      f: 'final'
      waiting: number
      lanes: { lane: string; through: number; values: { [key: string]: string } }[]
    }

export type History = readonly Event[]

/** A last line that the writer did not finish (no newline) is dropped; any other unreadable line is an error. */
export function readHistory(text: string): Event[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      try {
        return JSON.parse(line) as Event
      } catch (cause) {
        throw new Error(`line ${i + 1} of the history cannot be read: ${line.slice(0, 80)}`, {
          cause,
        })
      }
    })
}

export const writeEvent = (event: Event): string => `${JSON.stringify(event)}\n`

/** Counts and stamps the events of one process; `write` gets each as soon as it exists. Returns the event's `n`. */
export function recorder(
  p: string,
  { clock, write }: { clock: () => bigint; write: (event: Event) => void },
): (step: Step) => number {
  let n = 0
  return (step) => {
    n += 1
    write({ n, at: String(clock()), p, ...step })
    return n
  }
}
