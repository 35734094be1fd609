import { setTimeout as wait } from 'node:timers/promises'
import { LINGER_MS } from '../../engine/model/gather.ts'

/**
 * How questions of many devices that come back at once are gathered: so many in one statement, so many statements at a
 * time, and in a crowd a moment between them.
 */
export const CROWD = { most: 256, underWay: 2, linger: () => wait(LINGER_MS) }
