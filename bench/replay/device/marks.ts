import { decode } from '@automerge/automerge-repo/helpers/cbor.js'
import { carriesChanges } from '../../../engine/replica/slice.ts'
import type { Watch } from './gate.ts'

/**
 * The stages of a return, in their order, each when it was first reached, in ms since 1970: the network is back, a
 * ticket is here, the socket is open, the server has answered, the first message of a document left, the first changes
 * left, the server has said that it holds them, a fact came, the outcome shows.
 */
export const stages = [
  'begun',
  'ticket',
  'open',
  'peer',
  'said',
  'changes',
  'acked',
  'fact',
  'shown',
] as const
export type Stage = (typeof stages)[number]
export type Marks = { [stage in Stage]?: number }

/** Looks at a device's frames and notes when it gets where. Begins anew with each return. */
export function openMarks(): Watch & { begin(): void; shown(): Marks } {
  let marks: Marks = {}
  const reach = (stage: Stage) => {
    marks[stage] ??= performance.timeOrigin + performance.now()
  }
  return {
    begin() {
      marks = {}
      reach('begun')
    },
    shown() {
      reach('shown')
      return { ...marks }
    },
    ticket: () => reach('ticket'),
    opened: () => reach('open'),
    sent(bytes) {
      if (marks.changes) return
      const { type, data } = decode(bytes) as { type: string; data?: Uint8Array }
      if (type !== 'sync' || !data) return
      reach('said')
      if (carriesChanges(data)) reach('changes')
    },
    heard(frame) {
      if (frame?.type === 'peer') reach('peer')
      if (frame?.type === 'sync' && marks.changes) reach('acked')
      if (frame?.type === 'facts' && frame.facts.length > 0) reach('fact')
    },
  }
}
