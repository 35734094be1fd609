import * as A from '@automerge/automerge'

type Doc = Record<string, unknown>

/**
 * Changes of a few replicas that edit and merge at random, in an order in which every change follows its dependencies.
 * All the things a document can hold are in there: maps, lists, text, counters, marks, deletions, empty changes, and
 * byte strings unless they are not wanted.
 */
export function honestHistory(
  chance: () => number,
  steps: number,
  { bytes = true } = {},
): Uint8Array[] {
  const pick = (n: number) => chance() % n
  const actor = (i: number) => i.toString(16).padStart(2, '0').repeat(16)
  const base = A.change(A.init<Doc>({ actor: actor(1) }), { time: 0 }, (d) => {
    Object.assign(d, { map: {}, list: [], text: 'start', counts: { all: new A.Counter(0) } })
  })
  const replicas = [base, A.clone(base, { actor: actor(2) }), A.clone(base, { actor: actor(3) })]
  for (let step = 0; step < steps; step++) {
    const i = pick(replicas.length)
    const doc = replicas[i] as A.Doc<Doc>
    replicas[i] =
      pick(4) === 0
        ? A.merge(doc, replicas[(i + 1) % replicas.length] as A.Doc<Doc>)
        : edit(doc, pick, step, bytes)
  }
  const merged = replicas.reduce((all, one) => A.merge(all, one))
  return A.getAllChanges(merged)
}

/** A chat as it is written: `count` messages by turns, each by whoever has heard most of the others. */
export function chatHistory(chance: () => number, count: number): Uint8Array[] {
  type Chat = { messages: Record<string, unknown> }
  const base = A.change(A.init<Chat>(), { time: 0 }, (d) => {
    d.messages = {}
  })
  let sides = [A.clone(base), A.clone(base)] as [A.Doc<Chat>, A.Doc<Chat>]
  for (let i = 0; i < count; i++) {
    const who = chance() % 2
    const words = 'வணக்கம் '.repeat(1 + (chance() % 20))
    const said = A.change(sides[who] as A.Doc<Chat>, { time: i }, (d) => {
      d.messages[`m${i}`] = new A.ImmutableString(`${who}: ${words}`)
    })
    const other = sides[1 - who] as A.Doc<Chat>
    const heard = chance() % 5 === 0 ? other : A.merge(other, said)
    sides = who === 0 ? [said, heard] : [heard, said]
  }
  return A.getAllChanges(A.merge(sides[0], sides[1]))
}

/** Two devices apart for a month: `edits` changes on each side, then one that has seen both. */
export function monthApart(edits: number): Uint8Array[] {
  type Cart = { lines: Record<string, { qty: A.Counter }> }
  const base = A.change(A.init<Cart>(), { time: 0 }, (d) => {
    d.lines = { milk: { qty: new A.Counter(1) } }
  })
  const sides = [A.clone(base), A.clone(base)].map((start, side) => {
    let doc = start
    for (let i = 0; i < edits; i++) {
      const time = i * 500
      doc = A.change(doc, { time }, (d) => {
        if (i % 7 === 0) d.lines[`${side} ${i}`] = { qty: new A.Counter(i) }
        else d.lines.milk?.qty.increment(1)
      })
    }
    return doc
  })
  const merged = A.merge(sides[0] as A.Doc<Cart>, sides[1] as A.Doc<Cart>)
  return A.getAllChanges(A.emptyChange(merged))
}

function edit(
  doc: A.Doc<Doc>,
  pick: (n: number) => number,
  step: number,
  bytes: boolean,
): A.Doc<Doc> {
  const kind = pick(9)
  if (kind === 8) return A.emptyChange(doc, { time: step })
  return A.change(
    doc,
    { time: step * 1000, ...(pick(3) === 0 ? { message: `step ${step}` } : {}) },
    (d) => {
      const map = d.map as Doc
      const list = d.list as unknown[]
      const key = `key${pick(5)}`
      if (kind === 0) map[key] = pick(1e6)
      else if (kind === 1) delete map[key]
      else if (kind === 2)
        list.splice(pick(list.length + 1), pick(2), 'x'.repeat(pick(300)), null, 1.5)
      else if (kind === 3) A.splice(d, ['text'], pick(3), 0, 'héllo 🌼')
      else if (kind === 4) (d.counts as { all: A.Counter }).all.increment(pick(9) - 4)
      else if (kind === 5)
        map[key] = {
          at: new Date(step),
          ...(bytes ? { bytes: new Uint8Array(pick(40)) } : {}),
          deep: [1, [2, { a: true }]],
        }
      else if (kind === 6) A.mark(d, ['text'], { start: 0, end: 2, expand: 'both' }, 'bold', true)
      else map[key] = new A.ImmutableString('முருங்கை')
    },
  )
}
