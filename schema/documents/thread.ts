import { canonical, parseCanonical } from '../../engine/model/canonical.ts'
import {
  type About,
  defineDocument,
  type Edit,
  isWrittenOnce,
  type PathOp,
  type Text,
} from '../../engine/model/document.ts'

/**
 * What a customer and a shop say to each other. A message is written once, by who says it; a read mark is its person's
 * own. At a thousand of both the next thread (`number`) goes on.
 */
export type Thread = {
  /** By UUIDv7: canonical JSON of a `Message`. */
  messages: Record<string, Text>
  /** Per person: the id of the last message they have read. */
  reads: Record<string, Text>
}

/** `by` is the person who says it. */
export type Message = { by: string; text: string }

export type ThreadAbout = About & {
  sort: 'thread'
  customer: string
  store: string
  number: number
}
export const threadAbout = (customer: string, store: string, number: number): ThreadAbout => ({
  sort: 'thread',
  customer,
  store,
  number,
})

/** The longest message, in UTF-16 code units. */
export const MESSAGE_LENGTH = 2_000

/** Every message is one change and so is every read mark: a thread is left before it takes long to open. */
const ROLLS_OVER = { changes: 1_000, bytes: 256 * 1024 }

const say: Edit<Thread, { id: string; message: Message }> = (thread, { id, message }, make) => {
  if (!thread.messages[id]) thread.messages[id] = make.text(canonical(message))
}
const read: Edit<Thread, { person: string; upTo: string }> = (thread, { person, upTo }, make) => {
  thread.reads[person] = make.text(upTo)
}

export const thread = defineDocument<Thread, { say: typeof say; read: typeof read }>({
  sort: 'thread',
  first: () => ({ messages: {}, reads: {} }),
  edits: { say, read },
  rollsOver: ROLLS_OVER,
  allows: (op, { person }) => {
    const [container, id, ...deeper] = op.path
    if (id === undefined || deeper.length > 0) return false
    if (container === 'reads') return id === person && op.action === 'set'
    return container === 'messages' && isWrittenOnce(op) && saysItself(op, person)
  },
})

function saysItself({ value }: PathOp, person: string): boolean {
  const message = parseCanonical(String(value)) as Partial<Message> | undefined
  return (
    message?.by === person &&
    typeof message.text === 'string' &&
    message.text.length <= MESSAGE_LENGTH
  )
}
