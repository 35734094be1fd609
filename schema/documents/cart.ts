import {
  type About,
  type Count,
  defineDocument,
  type Edit,
  type Text,
} from '../../engine/model/document.ts'

/** A cart line: one SKU, counted. It is never deleted; removing takes away the count that was seen. */
export type CartLine = { sku: Text; qty: Count }

export type Cart = {
  lines: Record<string, CartLine>
  /** Per SKU: what to do if it runs short, as canonical JSON of an `Else`. */
  choices: Record<string, Text>
  notes: Record<string, Text>
}

export type CartAbout = About & { sort: 'cart'; customer: string; store: string; number: number }
export const cartAbout = (customer: string, store: string, number: number): CartAbout => ({
  sort: 'cart',
  customer,
  store,
  number,
})

/** Quantities are milli-units. */
const addLine: Edit<Cart, { line: string; sku: string; qty: number }> = (
  cart,
  { line, sku, qty },
  make,
) => {
  if (cart.lines[line]) make.add(cart.lines[line], 'qty', qty)
  else cart.lines[line] = { sku: make.text(sku), qty: make.count(qty) }
}
const addTo: Edit<Cart, { line: string; by: number }> = (cart, { line, by }, make) => {
  const found = cart.lines[line]
  if (found) make.add(found, 'qty', by)
}
/** Takes away what was seen of each line, so that a concurrent +1 by somebody else survives. */
const remove: Edit<Cart, { seen: { line: string; qty: number }[] }> = (cart, { seen }, make) => {
  for (const { line, qty } of seen) {
    const found = cart.lines[line]
    if (found) make.add(found, 'qty', -qty)
  }
}
const choose: Edit<Cart, { sku: string; choice: string }> = (cart, { sku, choice }, make) => {
  cart.choices[sku] = make.text(choice)
}
const note: Edit<Cart, { name: string; text: string }> = (cart, { name, text }, make) => {
  cart.notes[name] = make.text(text)
}

const containers = ['lines', 'choices', 'notes']

export const cart = defineDocument<
  Cart,
  {
    addLine: typeof addLine
    addTo: typeof addTo
    remove: typeof remove
    choose: typeof choose
    note: typeof note
  }
>({
  sort: 'cart',
  first: () => ({ lines: {}, choices: {}, notes: {} }),
  edits: { addLine, addTo, remove, choose, note },
  allows: ({ path, action }) => {
    const [container, id, field, ...deeper] = path
    if (!container || !containers.includes(container) || !id || deeper.length > 0) return false
    if (container !== 'lines') return field === undefined && action === 'set'
    if (field === undefined) return action === 'make'
    return field === 'qty'
      ? action === 'set' || action === 'increment'
      : field === 'sku' && action === 'set'
  },
})

/** One SKU of a cart as screens show it: the sum of its live lines, the oldest first. */
export type CartRow = { sku: string; qty: number; lines: { line: string; qty: number }[] }

/** Clamped at zero and summed by SKU. A line at or below zero is dead: the next add starts a new one. */
export function cartRows(lines: Cart['lines']): CartRow[] {
  const rows = new Map<string, CartRow>()
  for (const line of Object.keys(lines).sort()) {
    const { sku, qty } = lines[line] as CartLine
    const count = Number(qty)
    if (count <= 0) continue
    const row = rows.get(String(sku)) ?? { sku: String(sku), qty: 0, lines: [] }
    row.qty += count
    row.lines.push({ line, qty: count })
    rows.set(row.sku, row)
  }
  return [...rows.values()]
}

/**
 * Which edit changes a SKU's count by `by`: up goes to the row's oldest live line or to a new one (`newLine`, a UUIDv7
 * of the caller), down never takes more than is there.
 */
export function changeCount(
  lines: Cart['lines'],
  { sku, by, newLine }: { sku: string; by: number; newLine: string },
):
  | { edit: 'addLine'; args: { line: string; sku: string; qty: number } }
  | { edit: 'addTo'; args: { line: string; by: number } }
  | undefined {
  const row = cartRows(lines).find((candidate) => candidate.sku === sku)
  const oldest = row?.lines[0]
  if (by > 0) {
    return oldest
      ? { edit: 'addTo', args: { line: oldest.line, by } }
      : { edit: 'addLine', args: { line: newLine, sku, qty: by } }
  }
  const from = row?.lines.find((line) => line.qty >= -by) ?? oldest
  return from
    ? { edit: 'addTo', args: { line: from.line, by: Math.max(by, -from.qty) } }
    : undefined
}
