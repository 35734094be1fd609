import { batch, createSignal } from 'solid-js'
import type { FactItem } from '../../engine/model/follow.ts'
import type {
  Change,
  DocumentRef,
  Item,
  LaneView,
  Replica,
  Status,
  Waiting,
} from '../../engine/replica/index.ts'

/**
 * A replica as Solid sees it: the same reads, each remembered by whoever asks inside a computation and asked again when
 * just that has changed. One price that moves repaints one row.
 */
export type Live = {
  readonly replica: Replica
  fact(lane: string, key: string): FactItem | undefined
  /** All facts of a lane whose key starts with `prefix`, a word with its slash (`product/`). */
  facts(lane: string, prefix: string): FactItem[]
  lane(lane: string): LaneView
  plain<Doc>(document: Pick<DocumentRef<Doc, unknown>, 'id' | 'plain'>): Doc
  documents(sort: string): ReturnType<Replica['documents']>
  items(): readonly Item[]
  item(id: string): Item | undefined
  waiting(): readonly Waiting[]
  status(): Status
  stop(): void
}

export function liveOf(replica: Replica): Live {
  const topics = topicsOf()
  const stop = replica.on((change) => {
    batch(() => {
      for (const topic of touched(change)) topics.changed(topic)
    })
  })
  const asked = <Value>(topic: string, value: () => Value): Value => {
    topics.asked(topic)
    return value()
  }
  return {
    replica,
    fact: (lane, key) => asked(`${lane} ${key}`, () => replica.lane(lane).get(key)),
    facts: (lane, prefix) => asked(`${lane} ${prefix}`, () => replica.lane(lane).list(prefix)),
    lane: (lane) => asked(lane, () => replica.lane(lane)),
    plain: (document) => asked(`document ${document.id}`, () => document.plain()),
    documents: (sort) => asked('documents', () => replica.documents(sort)),
    items: () => asked('items', () => replica.items()),
    item: (id) => asked(`item ${id}`, () => replica.item(id)),
    waiting: () => asked('waiting', () => replica.waiting()),
    status: () => asked('status', () => replica.status()),
    stop,
  }
}

/** What a change touches: a fact's own key, and the word before its slash for those who read all of a kind. */
export function touched(change: Change): string[] {
  switch (change.what) {
    case 'lane': {
      const kinds = new Set(change.keys.flatMap((key) => key.match(/^[^/]*\//) ?? []))
      return [
        change.lane,
        ...change.keys.map((key) => `${change.lane} ${key}`),
        ...[...kinds].map((kind) => `${change.lane} ${kind}`),
      ]
    }
    case 'document':
      return ['documents', `document ${change.id}`]
    case 'items':
      return ['items', ...change.ids.map((id) => `item ${id}`)]
    case 'status':
      return ['status']
    case 'waiting':
      return ['waiting', 'status']
  }
}

/** One signal per thing that was ever asked for; their number is bounded by what the screens show. */
function topicsOf() {
  const topics = new Map<string, { asked(): void; changed(): void }>()
  return {
    asked(topic: string) {
      let known = topics.get(topic)
      if (!known) {
        const [asked, changed] = createSignal(undefined, { equals: false })
        known = { asked, changed: () => changed(undefined) }
        topics.set(topic, known)
      }
      known.asked()
    },
    changed: (topic: string) => topics.get(topic)?.changed(),
  }
}
