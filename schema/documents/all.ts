import type { DocumentSort } from '../../engine/model/document.ts'
import { cart } from './cart.ts'
import { requests } from './requests.ts'
import { stockDraft } from './stock-draft.ts'

/** Every sort of document there is, by name. */
export const sorts: Record<string, DocumentSort> = Object.fromEntries(
  [cart, requests, stockDraft].map((sort) => [sort.sort, sort as unknown as DocumentSort]),
)
