import type { DocumentSort } from '../../model/document.ts'
import { sorts as honest } from './sorts.ts'

const note = honest.note as DocumentSort

const MOMENT_MS = 20

/** The test sort, with a name that takes its time and one that never comes back: what a shard must not be able to take from others. */
export const sorts = {
  note: {
    ...note,
    allows: (op, by) => {
      const began = performance.now()
      while (op.path[1] === 'a moment' && performance.now() - began < MOMENT_MS) {
        // Stands for work.
      }
      while (op.path[1] === 'for ever') {
        // Stands for work that does not end.
      }
      return note.allows(op, by)
    },
  } satisfies DocumentSort,
}
