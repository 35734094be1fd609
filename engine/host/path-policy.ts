import type { DocumentSort, PathOp } from '../model/document.ts'
import { isIntentId } from '../model/intent.ts'
import { type Core, type CoreChange, type CoreDocument, type CoreOp, isPanic } from './core.ts'
import { type Refusal, refuse } from './refusal.ts'

export type Writer = { person: string; device: string }

/** A change as it lies in the scratch copy, and who brought it. */
export type Written = { change: CoreChange; by: Writer }

export type Found = { id: string; text: string }

/** The document before a batch and after it, and what the batch's changes have set so far, by object and key. */
export type Sides = { before: CoreDocument; after: CoreDocument; earlier: Map<string, unknown[]> }

/**
 * Every op of a change, losing ones too (they can surface later), against what its sort lets people write; for every
 * sort: the root is as the first change made it, an actor speaks only for itself, and an intent is one text, written once.
 * Gives the intents that were not there before.
 */
export function checkPaths(
  { change, by }: Written,
  sides: Sides,
  sort: DocumentSort,
): { ok: true; found: Found[] } | Refusal {
  const found: Found[] = []
  for (const op of change.ops) {
    const base = pathOf(op.obj, sides.after)
    if (!base) return refuse('path', `an object that was never seen: ${op.obj}`)
    const asked = new AskedOp([...base, String(op.key)], op, sides)
    if (asked.path[0] === 'intents') {
      const intent = checkIntent(asked, op)
      if (!intent.ok) return intent
      if (intent.found) found.push(intent.found)
    } else if (asked.path[0] === 'people') {
      if (!speaksForItself(asked, change.actor, by)) return refuse('path', asked.path.join('/'))
    } else if (
      asked.path.length < 2 ||
      !sort.allows(asked, { person: by.person, actor: change.actor })
    ) {
      return refuse('path', `${asked.action} ${asked.path.join('/')}`)
    }
    note(sides, op)
  }
  return { ok: true, found }
}

/**
 * An op as a policy sees it; what stood there before is looked up only if it asks. A class, because a getter in a literal
 * gives each object a shape of its own, which holds both sides of the document until the next full collection.
 */
class AskedOp implements PathOp {
  readonly path: readonly string[]
  readonly action: PathOp['action']
  readonly value: unknown
  readonly #op: CoreOp
  readonly #sides: Sides

  constructor(path: readonly string[], op: CoreOp, sides: Sides) {
    this.path = path
    this.action = actionOf(op)
    this.value = op.value
    this.#op = op
    this.#sides = sides
  }

  get before(): readonly unknown[] {
    return standing(this.#sides, this.#op)
  }
}

const placeIn = ({ obj, key }: CoreOp) => `${obj} ${key}`

function note({ earlier }: Sides, op: CoreOp): void {
  const values = earlier.get(placeIn(op))
  if (values) values.push(op.value)
  else earlier.set(placeIn(op), [op.value])
}

/** Values at the op's key before its change; nothing when its object is of this batch. */
function standing({ before, earlier }: Sides, op: CoreOp): unknown[] {
  const { path } = op.obj === '_root' ? { path: [] } : infoOf(before, op.obj)
  const kept = path ? before.getAll(op.obj, String(op.key)).map(([, value]) => value) : []
  return [...kept, ...(earlier.get(placeIn(op)) ?? [])]
}

function infoOf(doc: CoreDocument, object: string): { path?: (string | number)[] } {
  try {
    return doc.objInfo(object)
  } catch (error) {
    if (isPanic(error)) throw error
    return {}
  }
}

/** Where an object is, from the root. One that no longer shows is looked up at the change that made it. */
function pathOf(object: string, doc: CoreDocument): string[] | undefined {
  if (object === '_root') return []
  const shown = doc.objInfo(object).path
  if (shown) return shown.map(String)
  const [counter, actor] = object.split('@')
  const op = Number(counter)
  const maker = doc
    .getChangesMeta([])
    .find((meta) => meta.actor === actor && meta.startOp <= op && op <= meta.maxOp)
  return maker && doc.objInfo(object, [maker.hash]).path?.map(String)
}

function actionOf({ action }: CoreOp): PathOp['action'] {
  if (action === 'del') return 'delete'
  if (action === 'inc') return 'increment'
  return action.startsWith('make') ? 'make' : 'set'
}

function checkIntent(
  { path, action, value, before = [] }: PathOp,
  { datatype }: CoreOp,
): { ok: true; found?: Found } | Refusal {
  const [, id, ...deeper] = path
  const isOneText = action === 'set' && typeof value === 'string' && datatype === undefined
  if (!id || deeper.length > 0 || !isIntentId(id) || !isOneText)
    return refuse('path', path.join('/'))
  if (before.some((text) => text !== value)) return refuse('intent-rewritten', id)
  return before.length > 0 ? { ok: true } : { ok: true, found: { id, text: value as string } }
}

/** `people/<actor>` says whose actor it is; only that actor writes it, and only the truth. */
function speaksForItself({ path, action, value }: PathOp, actor: string, by: Writer): boolean {
  const [, who, field, ...deeper] = path
  if (who !== actor || deeper.length > 0) return false
  if (field === undefined) return action === 'make'
  if (action !== 'set') return false
  return field === 'person' ? value === by.person : field === 'device' && typeof value === 'string'
}

/**
 * Does the core write the same bytes again? A third of what poisons a document does not survive this. It cannot write
 * byte strings, so there are none in any document: who sends one is refused for that, and not for ever.
 */
export function isCanonical(core: Core, bytes: Uint8Array, change: CoreChange): boolean {
  const again = core.encodeChange(change)
  return again.length === bytes.length && again.every((byte, i) => byte === bytes[i])
}

export const holdsBytes = ({ ops }: CoreChange): boolean =>
  ops.some(({ value }) => typeof value === 'object' && value !== null)
