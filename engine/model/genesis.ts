import * as A from '@automerge/automerge/slim'
import { assert } from './assert.ts'
import { canonical } from './canonical.ts'
import { type About, type DocumentSort, documentId } from './document.ts'

/** The actor of every document's first change: nobody's, and it never speaks again. */
export const GENESIS_ACTOR = '0'.repeat(32)

/**
 * The first change of a document, the same bytes on every replica: fixed actor, time 0, `about`, then every container
 * in a fixed order. A golden test pins bytes and hash.
 */
export function genesis(sort: Pick<DocumentSort, 'sort' | 'first'>, about: About): Uint8Array {
  assert(about.sort === sort.sort, `about a ${about.sort}, first change of a ${sort.sort}`)
  const doc = A.change(
    A.init<Record<string, unknown>>({ actor: GENESIS_ACTOR }),
    { time: 0 },
    (draft) => {
      draft.about = new A.ImmutableString(canonical(about))
      for (const [name, container] of Object.entries(sort.first())) draft[name] = container
      draft.people = {}
      draft.intents = {}
    },
  )
  const change = A.getLastLocalChange(doc)
  A.free(doc)
  assert(change, `no first change for ${documentId(about)}`)
  return change
}
