import { type Bus, MESSAGE_BYTES } from './bus.ts'
import { newListeners } from './listeners.ts'

/** A bus within this process, for one node, or for several nodes of a test that share it. */
export function localBus(): Bus {
  const listeners = newListeners()
  return {
    publish(topic, message) {
      if (Buffer.byteLength(message) > MESSAGE_BYTES) return
      // Later, as from another machine: nobody hears a message inside the call that sends it.
      queueMicrotask(() => listeners.tell(topic, message))
    },
    subscribe: (topic, listener) => listeners.add(topic, listener),
    isUp: () => true,
    close: async () => undefined,
  }
}
