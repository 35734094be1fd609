import type { FactRow } from '../../model/fact.ts'
import type { FactStore } from '../store.ts'

/** Lanes in memory that only grow, and how often they were read. */
export function laneFacts() {
  const lanes = new Map<string, FactRow[]>()
  const reads: string[] = []
  const store: FactStore = {
    async after(lane, after, limit) {
      reads.push(`after ${after}`)
      return (lanes.get(lane) ?? []).slice(after, after + limit)
    },
    async at(lane, seqs) {
      reads.push(`at ${seqs.length}`)
      return seqs.map((seq) => (lanes.get(lane) as FactRow[])[seq - 1] as FactRow)
    },
    async latest(lane, after, limit) {
      reads.push(`latest ${after}`)
      const seqOf = new Map<string, number>()
      for (const { key, seq } of (lanes.get(lane) ?? []).slice(after)) seqOf.set(key, seq)
      return [...seqOf].slice(0, limit).map(([key, seq]) => ({ key, seq }))
    },
    async heads(names) {
      return names.map((name) => [name, lanes.get(name)?.length ?? 0])
    },
  }
  return {
    store,
    reads,
    append(lane: string, ...values: (readonly [key: string, value: number])[]) {
      const facts = lanes.get(lane) ?? []
      lanes.set(lane, facts)
      for (const [key, value] of values) {
        const seq = facts.length + 1
        facts.push({ lane, seq, key, kind: 'number.set', value, intent: 'i', at: 0 })
      }
      return facts.length
    },
    /** What a device shows that has seen everything: the last value of each key. */
    folded(lane: string) {
      return new Map((lanes.get(lane) ?? []).map(({ key, value }) => [key, value]))
    },
  }
}
