import { canonical, parseCanonical } from '../model/canonical.ts'
import { type About, type DocumentSort, documentId } from '../model/document.ts'
import { GENESIS_ACTOR, genesis } from '../model/genesis.ts'
import { type Core, type CoreChange, isPanic } from './core.ts'
import { type Refusal, refuse } from './refusal.ts'

/**
 * Is `bytes` the first change that every replica makes of the document `id`? It says what it is about; from that we make
 * the first change ourselves and compare: then the id, the containers and every byte are as they must be.
 */
export function founded(
  core: Core,
  sorts: Record<string, DocumentSort>,
  { id, bytes, patterns }: { id: string; bytes: Uint8Array; patterns: Patterns },
): { ok: true; about: About } | Refusal {
  const about = aboutIn(core, bytes)
  if (!about) return refuse('not-genesis', 'no about')
  const sort = Object.hasOwn(sorts, about.sort) ? sorts[about.sort] : undefined
  if (!sort) return refuse('not-genesis', `sort ${about.sort}`)
  if (documentId(about) !== id) return refuse('not-genesis', 'the id is not of what it is about')
  const ours = firstChange(core, { sort, about, patterns })
  if (ours.length !== bytes.length || ours.some((byte, i) => byte !== bytes[i]))
    return refuse('not-genesis', 'other bytes')
  return { ok: true, about }
}

/**
 * First changes of a sort differ in nothing but what they are about. Each shard keeps its own: making one draws on chance,
 * and what a run draws must not hang on what this process did before.
 */
export type Patterns = Map<DocumentSort, CoreChange>

/** The same bytes as `genesis`, for a fifth of its time: the pattern is made once, and what it is about is put in. */
export function firstChange(
  core: Core,
  { sort, about, patterns }: { sort: DocumentSort; about: About; patterns: Patterns },
): Uint8Array {
  let pattern = patterns.get(sort)
  if (!pattern) {
    pattern = core.decodeChange(genesis(sort, about))
    patterns.set(sort, pattern)
  }
  const ops = pattern.ops.map((op) =>
    op.obj === '_root' && op.key === 'about' ? { ...op, value: canonical(about) } : op,
  )
  return core.encodeChange({ ...pattern, ops })
}

function aboutIn(core: Core, bytes: Uint8Array): About | undefined {
  try {
    const change = core.decodeChange(bytes)
    const op = change.ops.find((one) => one.obj === '_root' && one.key === 'about')
    if (change.actor !== GENESIS_ACTOR || typeof op?.value !== 'string') return undefined
    const about = parseCanonical(op.value)
    return isAbout(about) ? about : undefined
  } catch (error) {
    if (isPanic(error)) throw error
    return undefined
  }
}

const isAbout = (value: unknown): value is About =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string' || typeof one === 'number') &&
  typeof (value as About).sort === 'string'
