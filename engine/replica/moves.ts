import type { DocHandle } from '@automerge/automerge-repo/slim'

/**
 * Calls `moved` whenever the heads of a document move. Repo says `change` only of what somebody could see: to it, one
 * more and one less that come together are nothing, though the heads are others. Its own synchronizer goes by that too
 * and would never send them, so `change` is said here in Repo's stead.
 */
export function onMoved<T>(handle: DocHandle<T>, moved: () => void): void {
  let isSaid = false
  handle.on('change', () => {
    isSaid = true
  })
  handle.on('heads-changed', ({ doc }) => {
    isSaid = false
    moved()
    // Whatever Repo says of it, it says in the same breath.
    queueMicrotask(() => {
      if (isSaid) return
      const patchInfo = { before: doc, after: doc, source: 'change' as const }
      handle.emit('change', { handle, doc, patches: [], patchInfo })
    })
  })
}
