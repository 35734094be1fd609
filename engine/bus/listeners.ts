/** Who listens to what. A listener that throws does not keep the others from hearing. */
export function newListeners() {
  const byTopic = new Map<string, Set<(message: string) => void>>()
  return {
    add(topic: string, listener: (message: string) => void): () => void {
      const all = byTopic.get(topic) ?? new Set()
      byTopic.set(topic, all)
      // Wrapped, so that the same function can listen twice.
      const one = (message: string) => listener(message)
      all.add(one)
      return () => all.delete(one)
    },
    tell(topic: string, message: string): void {
      for (const listener of [...(byTopic.get(topic) ?? [])]) {
        try {
          listener(message)
        } catch {
          // A hint that cannot be read is a hint less; polling finds what it meant.
        }
      }
    },
  }
}
