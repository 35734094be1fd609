/** A binary heap: `pop` gives the item before which no other goes. */
export type Heap<T> = { push(item: T): void; pop(): T | undefined; size(): number }

export function heap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []
  const at = (i: number) => items[i] as T
  const swap = (i: number, j: number) => {
    const kept = at(i)
    items[i] = at(j)
    items[j] = kept
  }
  const rise = (from: number) => {
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(at(i), at(parent))) return
      swap(i, parent)
      i = parent
    }
  }
  const sink = () => {
    let i = 0
    for (;;) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < items.length && before(at(child), at(least))) least = child
      }
      if (least === i) return
      swap(i, least)
      i = least
    }
  }
  return {
    push: (item) => {
      items.push(item)
      rise(items.length - 1)
    },
    pop: () => {
      const first = items[0]
      const last = items.pop()
      if (items.length > 0 && last !== undefined) {
        items[0] = last
        sink()
      }
      return first
    },
    size: () => items.length,
  }
}
