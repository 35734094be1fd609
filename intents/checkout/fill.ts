import { type Dropped, free, type Good, part } from './seen.ts'
import type { CheckoutBody, CheckoutLine } from './shape.ts'

/** What goes into the order for one line: itself, or what stands in for it. */
export type Given = {
  line: string
  good: Good
  qty: number
  insteadOf?: { sku: string; qty: number }
}

export type Filled = {
  given: Given[]
  dropped: Dropped[]
  /** Short, and only the author can say what now. `available` is kept for it. */
  short: { line: CheckoutLine; available: number }[]
  notSold: CheckoutLine[]
  /** A short line whose author wants nothing at all then. */
  cancels?: { sku: string; available: number }
}

/**
 * Gives out what is free, in line order: first to every line what it asks for itself, then to what runs short what its
 * author chose instead. So no line loses to a substitute what it asked for by name, and a SKU on two lines is counted
 * once. `fill` says whether a part of a line is welcome, and whether what nobody can replace may be left out.
 */
export function fill({ lines, fill: policy }: CheckoutBody, goods: readonly Good[]): Filled {
  const bySku = new Map(goods.map((good) => [good.sku, good]))
  const left = new Map(goods.map((good) => [good.sku, free(good)]))
  const take = (good: Good, wanted: number): number => {
    const qty = part(wanted, left.get(good.sku) ?? 0)
    left.set(good.sku, (left.get(good.sku) ?? 0) - qty)
    return qty
  }

  const own = lines.map((line) => {
    const good = bySku.get(line.sku)
    if (!good) return { line, qty: 0 }
    const whole = (left.get(line.sku) ?? 0) >= line.qty
    const partly = policy === 'available' || line.else === 'ask' || line.else === 'cancel-all'
    return { line, good, qty: whole || partly ? take(good, line.qty) : 0 }
  })

  const filled: Filled = { given: [], dropped: [], short: [], notSold: [] }
  for (const { line, good, qty } of own) {
    if (!good) {
      filled.notSold.push(line)
      continue
    }
    const keep = () => qty > 0 && filled.given.push({ line: line.line, good, qty })
    const missing = line.qty - qty
    if (missing === 0) {
      keep()
    } else if (line.else === 'cancel-all') {
      filled.cancels ??= { sku: line.sku, available: qty }
    } else if (line.else === 'ask') {
      filled.short.push({ line, available: qty })
    } else {
      const substitute = line.else === 'drop' ? undefined : stand(line, good, missing)
      if (line.else !== 'drop' && policy === 'all' && !substitute) {
        filled.short.push({ line, available: take(good, line.qty) })
        continue
      }
      keep()
      const instead = substitute ? take(substitute, missing) : 0
      if (substitute) {
        const insteadOf = { sku: line.sku, qty: instead }
        filled.given.push({
          line: `${line.line}:instead`,
          good: substitute,
          qty: instead,
          insteadOf,
        })
      }
      const lost = missing - instead
      if (lost > 0)
        filled.dropped.push({ line: line.line, sku: line.sku, qty: lost, code: 'out-of-stock' })
    }
  }
  return filled

  /** Who stands in for `missing`: one that has all of it, or where a part is welcome one that has some. */
  function stand(line: CheckoutLine, good: Good, missing: number): Good | undefined {
    const choice = line.else
    const candidates =
      typeof choice === 'object'
        ? goods.filter((g) => g.sku === choice.sku && g.price.paise <= choice.upTo)
        : matches(good, goods).filter((g) => g.price.paise <= line.upTo)
    const given = (g: Good) => part(missing, left.get(g.sku) ?? 0)
    return (
      candidates.find((g) => given(g) === missing) ??
      (policy === 'available' ? candidates.find((g) => given(g) > 0) : undefined)
    )
  }
}

/** What could stand in for a good: same shelf, same food mark; the cheapest first. */
export const matches = (good: Good, goods: readonly Good[]): Good[] =>
  goods
    .filter((g) => g.shelf === good.shelf && g.sku !== good.sku && g.food === good.food)
    .sort((a, b) => a.price.paise - b.price.paise || (a.sku < b.sku ? -1 : 1))
