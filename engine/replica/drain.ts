import * as A from '@automerge/automerge/slim'
import { assert } from '../model/assert.ts'
import type { Common, DocumentSort } from '../model/document.ts'
import { genesis } from '../model/genesis.ts'
import { documentMake } from '../model/plain.ts'
import { based } from './based.ts'
import type { Base } from './desk.ts'
import type { DocumentsOptions } from './documents.ts'
import { editOf, type Jot } from './jots.ts'
import { baseOf, chunkOf, type Opened } from './opened.ts'
import type { Unsent } from './outbox.ts'
import { joined } from './slice.ts'

/**
 * Makes a document's jots into changes, in tap order: first on a fork, then in storage (changes in, jots out, in one
 * strict transaction), and only then in the document that the network sees. A crash before the transaction leaves the
 * jots and nobody has heard of the changes; a crash after it leaves the changes and no jot.
 */
export async function drainDocument(
  document: Opened,
  jots: readonly Jot[],
  { person, device, sorts, notebook, store }: DocumentsOptions,
): Promise<void> {
  const { id, about, handle, actor } = document
  const sort = sorts[about.sort]
  assert(sort, `no sort ${about.sort} for document ${id}`)
  const chunks: { key: string[]; data: Uint8Array }[] = []
  // Another tab may have drained the line that a jot of ours adds to; its changes are stored, its news may be late.
  const stored = (await store.get('projections', id)) as Base | undefined
  if (stored && !(handle.isReady() && A.hasHeads(handle.doc(), stored.heads))) {
    const known = await store.chunks([id])
    const parts = known.filter(({ key }) => key[1] !== 'sync-state').map(({ data }) => data)
    if (parts.length > 0) handle.update((doc) => A.loadIncremental(doc, joined(parts)))
  }
  if (!handle.isReady()) {
    const first = genesis(sort, about)
    chunks.push(chunkOf(id, first))
    handle.update((doc) => A.loadIncremental(doc, first))
  }
  // What came from the server since the last look goes along: a change stored without those it builds on would be
  // nothing after a power cut, and the screen would have shown more than the document holds.
  const known = notebook.desk.base(id)?.heads ?? []
  const since = A.saveSince(handle.doc(), A.hasHeads(handle.doc(), known) ? known : [])
  if (since.length > 0) chunks.push(chunkOf(id, since))
  const changes: Uint8Array[] = []
  const unsent: Unsent[] = []
  const undoable: Jot[] = []
  let introduced = document.introduced
  let fork = A.clone(handle.doc(), { actor })
  const changeOf = (id: string) =>
    (unsent.find((each) => each.jot.id === id) ?? notebook.unsent().get(id))?.change
  for (const noted of jots) {
    const before = A.getHeads(fork)
    const jot = based(noted, fork, changeOf)
    try {
      fork = A.change(fork, { time: Math.floor(jot.at / 1000) }, (draft) => {
        doJot(draft, jot, sort)
        if (introduced) return
        draft.people[actor] = {
          person: documentMake.text(person),
          device: documentMake.text(device),
        }
      })
    } catch {
      undoable.push(jot)
      continue
    }
    const [head] = A.getHeads(fork)
    const change = A.getLastLocalChange(fork)
    if (head === undefined || head === before[0] || !change) continue
    introduced = true
    chunks.push(chunkOf(id, change))
    changes.push(change)
    unsent.push({ jot, change: head })
  }
  const base = baseOf(document, fork, notebook.desk.base(id))
  A.free(fork)

  if (!(await notebook.drain({ jots, unsent, base, chunks, changes, undoable }))) return
  document.introduced = introduced
  if (changes.length > 0) handle.update((doc) => A.loadIncremental(doc, joined(changes)))
}

function doJot(draft: A.Doc<Common>, jot: Jot, sort: DocumentSort): void {
  if (jot.what === 'intent') {
    // Written once: what stands there already is the same text, from another tab or a crash.
    if (!draft.intents[jot.id]) draft.intents[jot.id] = documentMake.text(jot.text)
    return
  }
  const edit = editOf(sort, jot.name)
  if (!edit) throw new Error(`${sort.sort} has no edit ${jot.name}`)
  edit(draft, structuredClone(jot.args), documentMake)
}
