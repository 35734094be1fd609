import type { Change } from './replica.ts'

/** Tells listeners what changed, at most once per turn of the microtask queue, however much it was. */
export type Notices = {
  tell(change: Change): void
  on(listener: (change: Change) => void): () => void
}

export function openNotices(): Notices {
  const listeners = new Set<(change: Change) => void>()
  let waiting = new Map<string, Change>()

  const flush = () => {
    const changes = waiting
    waiting = new Map()
    for (const change of changes.values()) {
      for (const listener of [...listeners]) listener(change)
    }
  }
  return {
    tell(change) {
      if (waiting.size === 0) queueMicrotask(flush)
      const topic = topicOf(change)
      const before = waiting.get(topic)
      waiting.set(topic, before ? joined(before, change) : change)
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function topicOf(change: Change): string {
  if (change.what === 'lane') return `lane ${change.lane}`
  return change.what === 'document' ? `document ${change.id}` : change.what
}

function joined(before: Change, after: Change): Change {
  if (before.what === 'lane' && after.what === 'lane')
    return { ...after, keys: [...new Set([...before.keys, ...after.keys])] }
  if (before.what === 'items' && after.what === 'items')
    return { what: 'items', ids: [...new Set([...before.ids, ...after.ids])] }
  return after
}
