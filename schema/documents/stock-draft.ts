import {
  type About,
  defineDocument,
  type Edit,
  isWrittenOnce,
  type Text,
} from '../../engine/model/document.ts'

/** What happened to stock, by id; never an absolute truth. Each text is canonical JSON of a publish-stock item. */
export type StockDraft = {
  movements: Record<string, Text>
  prices: Record<string, Text>
  products: Record<string, Text>
}

export type StockDraftAbout = About & { sort: 'stock-draft'; store: string; number: number }
export const stockDraftAbout = (store: string, number: number): StockDraftAbout => ({
  sort: 'stock-draft',
  store,
  number,
})

const move: Edit<StockDraft, { id: string; movement: string }> = (
  draft,
  { id, movement },
  make,
) => {
  if (!draft.movements[id]) draft.movements[id] = make.text(movement)
}
const price: Edit<StockDraft, { sku: string; price: string }> = (
  draft,
  { sku, price: text },
  make,
) => {
  draft.prices[sku] = make.text(text)
}
const product: Edit<StockDraft, { sku: string; product: string }> = (
  draft,
  { sku, product: text },
  make,
) => {
  draft.products[sku] = make.text(text)
}

export const stockDraft = defineDocument<
  StockDraft,
  { move: typeof move; price: typeof price; product: typeof product }
>({
  sort: 'stock-draft',
  first: () => ({ movements: {}, prices: {}, products: {} }),
  edits: { move, price, product },
  rollsOver: {},
  allows: (op) => {
    const [container, id, ...deeper] = op.path
    if (id === undefined || deeper.length > 0) return false
    if (container === 'movements') return isWrittenOnce(op)
    return (container === 'prices' || container === 'products') && op.action === 'set'
  },
})
