import type { DocumentSort } from '../../engine/model/document.ts'
import { cart } from './cart.ts'
import { requests } from './requests.ts'
import { riderLog } from './rider-log.ts'
import { stockDraft } from './stock-draft.ts'
import { thread } from './thread.ts'

/** Every sort of document there is, by name. */
export const sorts: Record<string, DocumentSort> = Object.fromEntries(
  [cart, requests, riderLog, stockDraft, thread].map((sort) => [
    sort.sort,
    sort as unknown as DocumentSort,
  ]),
)
