import * as A from '@automerge/automerge'
import type { ChangeRow, Flush } from '../../engine/host/storage/host-store.ts'
import { type Common, documentId } from '../../engine/model/document.ts'
import { genesis } from '../../engine/model/genesis.ts'
import { documentMake } from '../../engine/model/plain.ts'
import { type Cart, type CartAbout, cart } from '../../schema/documents/cart.ts'
import { idOf } from '../replay/ids.ts'

/** Besides the first change: one line each. */
const LINES = 10

/** A cart of eleven changes as its rows, the way a host that took them one by one would have kept it. */
export function cartRows(about: CartAbout, person: string, device: string): Flush {
  const id = documentId(about)
  const actor = idOf(about.number, 'actor', about.customer).replaceAll('-', '')
  let doc = A.loadIncremental(A.init<Cart & Common>({ actor }), genesis(cart, about))
  const changes: Uint8Array[] = [A.getAllChanges(doc)[0] as Uint8Array]
  for (let n = 0; n < LINES; n++) {
    const line = { line: idOf(n, 'line', id), sku: `sku-${n}`, qty: 1000 * (n + 1) }
    doc = A.change(doc, { time: 0 }, (draft) => cart.edits.addLine(draft, line, documentMake))
    changes.push(A.getLastLocalChange(doc) as Uint8Array)
  }
  const rows = changes.map((bytes, i) => rowOf(bytes, i, person, device))
  const heads = A.getHeads(doc)
  A.free(doc)
  const last = rows.at(-1) as ChangeRow
  return {
    ...{ id, expected: 0, sort: about.sort, about, heads, changes: rows, intents: [] },
    ops: rows.reduce((sum, row) => sum + row.ops, 0),
    maxOp: last.startOp + last.ops - 1,
    bytes: rows.reduce((sum, row) => sum + row.bytes.length, 0),
  }
}

function rowOf(bytes: Uint8Array, i: number, person: string, device: string): ChangeRow {
  const { hash, actor, seq, startOp, deps, ops } = A.decodeChange(bytes)
  const by = i === 0 ? { person: '', device: '' } : { person, device }
  return {
    ...{ n: i + 1, hash, actor, seq, startOp, ops: ops.length, deps, bytes, at: 0, ...by },
  }
}
