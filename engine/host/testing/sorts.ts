import { defineDocument } from '../../model/document.ts'

/** A sort for the host's own tests: notes by name, and counts. `locked` may be made by nobody. */
const note = defineDocument<
  { notes: Record<string, string>; counts: Record<string, number> },
  Record<never, never>
>({
  sort: 'note',
  first: () => ({ notes: {}, counts: {} }),
  edits: {},
  allows: ({ path, action }) => path.length === 2 && action !== 'make' && path[1] !== 'locked',
})

export const sorts = { note: note as never }
export const sortsModule = new URL('./sorts.ts', import.meta.url)
