import { Counter, ImmutableString } from '@automerge/automerge/slim'
import type { Make } from './document.ts'

/** Makes values for an Automerge document. */
export const documentMake: Make = {
  text: (value) => new ImmutableString(value),
  count: (value) => new Counter(value),
  add: (container, key, by) => {
    ;(container as Record<string, Counter>)[key]?.increment(by)
  },
}

/** Makes values for a plain projection: strings and numbers, so that it is JSON. */
export const plainMake: Make = {
  text: (value) => value,
  count: (value) => value,
  add: (container, key, by) => {
    const plain = container as Record<string, number>
    if (plain[key] !== undefined) plain[key] += by
  },
}

/** A document as JSON: texts become strings and counts numbers; the shape that `plainMake` edits and screens read. */
export function toPlain(value: unknown): unknown {
  if (value instanceof ImmutableString) return value.val
  if (value instanceof Counter) return value.value
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]))
  }
  return value
}
