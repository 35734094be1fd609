import type { CoreChange, CoreDocument, CoreOp } from './core.ts'

/**
 * Does each op of a map take the place only of what stood at its own key when it was written? The core takes others too,
 * and shows nothing of it until an honest change of somebody else no longer loads. `doc` holds the change.
 */
export function arePredecessors(change: CoreChange, doc: CoreDocument): boolean {
  const own = new Map<string, string[]>()
  return change.ops.every((op, i) => {
    if (op.key === undefined) return true
    const place = `${op.obj} ${op.key}`
    const earlier = own.get(place) ?? []
    own.set(place, [...earlier, `${change.startOp + i}@${change.actor}`])
    if (!op.pred || op.pred.length === 0) return true
    const known = new Set([...earlier, ...idsAt(doc, op, change.deps)])
    return op.pred.every((id) => known.has(id))
  })
}

/** A value comes with the id of its op; an object is named by it. */
const idsAt = (doc: CoreDocument, { obj, key }: CoreOp, heads: string[]): string[] =>
  doc.getAll(obj, String(key), heads).map((value) => String(value[2] ?? value[1]))
