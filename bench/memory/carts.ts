import * as A from '@automerge/automerge'
import { type CoreChange, sharedCore } from '../../engine/host/core.ts'
import { firstChange, type Patterns } from '../../engine/host/founding.ts'
import type { ChangeRow, Flush } from '../../engine/host/storage/host-store.ts'
import { type Common, type DocumentSort, documentId } from '../../engine/model/document.ts'
import { genesis } from '../../engine/model/genesis.ts'
import { documentMake } from '../../engine/model/plain.ts'
import { sorts } from '../../schema/documents/all.ts'
import { type Cart, type CartAbout, cart } from '../../schema/documents/cart.ts'
import { idOf } from '../replay/ids.ts'

/** Besides the first change: one line each. */
const LINES = 10

/** A cart of eleven changes as its rows, the way a host that took them one by one would have kept it. */
export function cartRows(about: CartAbout, person: string, device: string): Flush {
  const id = documentId(about)
  const rows = cartChanges(about).map((bytes, i) => rowOf(bytes, i, person, device))
  const last = rows.at(-1) as ChangeRow
  return {
    ...{ id, expected: 0, sort: about.sort, about, heads: [last.hash], changes: rows, intents: [] },
    ops: rows.reduce((sum, row) => sum + row.ops, 0),
    maxOp: last.startOp + last.ops - 1,
    bytes: rows.reduce((sum, row) => sum + row.bytes.length, 0),
  }
}

const actorOf = (about: CartAbout) =>
  idOf(about.number, 'actor', about.customer).replaceAll('-', '')
const linesOf = (about: CartAbout) => {
  const id = documentId(about)
  return Array.from({ length: LINES }, (_, n) => idOf(n, 'line', id))
}

/** Its changes as the edits of a cart make them. */
export function editedCart(about: CartAbout): Uint8Array[] {
  let doc = A.loadIncremental(
    A.init<Cart & Common>({ actor: actorOf(about) }),
    genesis(cart, about),
  )
  for (const [n, line] of linesOf(about).entries()) {
    const added = { line, sku: `sku-${n}`, qty: 1000 * (n + 1) }
    doc = A.change(doc, { time: 0 }, (draft) => cart.edits.addLine(draft, added, documentMake))
  }
  const changes = A.getAllChanges(doc)
  A.free(doc)
  return changes
}

const patterns: Patterns = new Map()
let pattern: { about: CartAbout; changes: CoreChange[] } | undefined

/** The same bytes, a hundred thousand times over: other names are put into the changes of one cart that was edited. */
export function cartChanges(about: CartAbout): Uint8Array[] {
  const core = sharedCore()
  pattern ??= { about, changes: editedCart(about).map((bytes) => core.decodeChange(bytes)) }
  const [, ...edits] = pattern.changes
  const lines = linesOf(about)
  const names = new Map(linesOf(pattern.about).map((line, n) => [line, lines[n] ?? line]))
  names.set(actorOf(pattern.about), actorOf(about))
  const renamed = (name: string) => names.get(name) ?? name
  const object = (id: string) => id.split('@').map(renamed).join('@')

  let bytes = firstChange(core, { sort: sorts.cart as DocumentSort, about, patterns })
  const changes = [bytes]
  for (const edit of edits) {
    const ops = edit.ops.map((op) => ({
      ...op,
      obj: object(op.obj),
      ...(typeof op.key === 'string' && { key: renamed(op.key) }),
    }))
    const deps = [core.decodeChange(bytes).hash]
    bytes = core.encodeChange({ ...edit, actor: renamed(edit.actor), deps, ops })
    changes.push(bytes)
  }
  return changes
}

function rowOf(bytes: Uint8Array, i: number, person: string, device: string): ChangeRow {
  const { hash, actor, seq, startOp, deps, ops } = sharedCore().decodeChange(bytes)
  const by = i === 0 ? { person: '', device: '' } : { person, device }
  return {
    ...{ n: i + 1, hash, actor, seq, startOp, ops: ops.length, deps, bytes, at: 0, ...by },
  }
}
