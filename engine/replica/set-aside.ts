import * as A from '@automerge/automerge/slim'
import type { DocumentsOptions } from './documents.ts'
import type { RefusedFrame } from './frames.ts'
import type { Opened } from './opened.ts'
import type { Unsent } from './outbox.ts'

/** Reasons that hold for the whole document: doing the rest again would be refused again. */
const FOR_ALL = ['no-access', 'document-full', 'not-genesis']
/** Longer than automerge-repo waits before it saves a changed document, so that no late save brings the branch back. */
const LATE_SAVE_MS = 250

/**
 * What the server refused can never be part of the shared document, and everything after it depends on it. The whole
 * branch is kept aside, strictly; its document goes from this device and comes back as the server has it; work that
 * was not itself refused goes back onto the desk, to be done again under a new actor.
 */
export async function setAside(
  { id, handle }: Opened,
  refused: RefusedFrame['changes'],
  {
    env,
    store,
    notebook,
    forget,
    stop,
  }: DocumentsOptions & { forget(id: string): Promise<void>; stop: AbortSignal },
): Promise<void> {
  const reasons = culprits(handle.isReady() ? handle.doc() : undefined, refused)
  const forAll = refused.find(({ reason }) => FOR_ALL.includes(reason))?.reason
  const aside: Unsent[] = []
  const again: Unsent[] = []
  for (const unsent of notebook.unsent().values()) {
    if (unsent.jot.document !== id) continue
    const reason = reasons.get(unsent.change) ?? forAll
    if (reason === undefined) again.push(unsent)
    else aside.push({ ...unsent, refused: reason })
  }
  const branch = handle.isReady() ? A.save(handle.doc()) : new Uint8Array()
  await notebook.setAside({
    document: id,
    branch,
    at: env.now(),
    reasons: refused,
    again: again.sort((a, b) => (a.jot.key < b.jot.key ? -1 : 1)),
    aside,
  })
  await forget(id)
  await env.wait(LATE_SAVE_MS, stop)
  await store.commit([{ dropChunks: [id] }], 'strict')
}

/**
 * Of the refused changes, those that do not merely come after another refused one: the server cannot take what builds on
 * a change it does not have, whatever it says. Without the document, all of them.
 */
function culprits(
  doc: A.Doc<unknown> | undefined,
  refused: RefusedFrame['changes'],
): Map<string, string> {
  const reasons = new Map(refused.map(({ hash, reason }) => [hash, reason]))
  const tainted = new Set<string>()
  for (const { hash, deps } of doc ? A.getChangesMetaSince(doc, []) : []) {
    if (deps.some((dep) => tainted.has(dep))) reasons.delete(hash)
    else if (!reasons.has(hash)) continue
    tainted.add(hash)
  }
  return reasons
}
