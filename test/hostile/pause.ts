import { setTimeout as wait } from 'node:timers/promises'

/** An attack takes a while to hurt; nothing tells from outside that it will not. */
export const pause = (ms: number): Promise<void> => wait(ms)
