import { type CoreChange, type CoreDocument, type CoreOp, isPanic } from './core.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What an object holds: values by name (a map), or elements one after the other (a list, a text). */
type Holds = 'names' | 'elements'

/** The document before a batch, and what the objects hold that the batch has made so far, by their ids. */
export type Objects = { before: CoreDocument; made: Map<string, Holds> }

/**
 * Does each op write into an object that is there, by the kind of key that this object has? The core takes a name in a
 * text and shows nothing of it, and panics when it next loads the document from its changes.
 */
export function fitsObjects(change: CoreChange, objects: Objects): { ok: true } | Refusal {
  for (const [i, op] of change.ops.entries()) {
    const holds = whatHolds(op.obj, objects)
    if (!holds) return refuse('path', `an object that was never seen: ${op.obj}`)
    const isNamed = op.key !== undefined
    if (isNamed !== (holds === 'names'))
      return refuse('bad-shape', isNamed ? 'a name among elements' : 'an element among names')
    if (op.action.startsWith('make'))
      objects.made.set(`${change.startOp + i}@${change.actor}`, holdsOf(op))
  }
  return { ok: true }
}

const isSequence = (kind: string) => kind === 'list' || kind === 'text'
const holdsOf = ({ action }: CoreOp): Holds =>
  isSequence(action.slice('make'.length).toLowerCase()) ? 'elements' : 'names'

function whatHolds(object: string, { before, made }: Objects): Holds | undefined {
  const known = object === '_root' ? 'names' : made.get(object)
  if (known) return known
  try {
    const holds = isSequence(before.objInfo(object).type) ? 'elements' : 'names'
    made.set(object, holds)
    return holds
  } catch (error) {
    if (isPanic(error)) throw error
    return undefined
  }
}
