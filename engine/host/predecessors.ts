import { type CoreChange, type CoreDocument, type CoreOp, isPanic } from './core.ts'

/** The document before a batch and after it, and the ops of the batch so far by object and key. */
export type Places = { before: CoreDocument; after: CoreDocument; ops: Map<string, string[]> }

/**
 * Does each op of a map take the place only of what stood at its own key when it was written? The core takes others too,
 * and shows nothing of it until an honest change of somebody else no longer loads.
 */
export function arePredecessors(change: CoreChange, places: Places): boolean {
  return change.ops.every((op, i) => {
    if (op.key === undefined) return true
    const place = `${op.obj} ${op.key}`
    const earlier = places.ops.get(place) ?? []
    const isOwn = stoodThere(op, earlier, change, places)
    earlier.push(`${change.startOp + i}@${change.actor}`)
    places.ops.set(place, earlier)
    return isOwn
  })
}

function stoodThere(op: CoreOp, earlier: string[], { deps }: CoreChange, places: Places): boolean {
  const { pred = [] } = op
  if (pred.every((id) => earlier.includes(id))) return true
  const standing = [...earlier, ...idsAt(places.before, op)]
  if (pred.every((id) => standing.includes(id))) return true
  // Written on what has been replaced since: the document as its author saw it takes longer to look up.
  const seen = [...standing, ...idsAt(places.after, op, deps)]
  return pred.every((id) => seen.includes(id))
}

/** A value comes with the id of its op; an object is named by it. Nothing stands in an object that is not there. */
function idsAt(doc: CoreDocument, { obj, key }: CoreOp, heads?: string[]): string[] {
  try {
    return doc.getAll(obj, String(key), heads).map((value) => String(value[2] ?? value[1]))
  } catch (error) {
    if (isPanic(error)) throw error
    return []
  }
}
