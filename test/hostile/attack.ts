import type { Scene } from './scene.ts'

/**
 * One way to do harm. Gives what it saw go wrong itself, if it looks for something of its own; what must hold whatever
 * is done (everybody served, the victim's work whole, memory and work bounded) is looked at afterwards.
 */
export type Attack = {
  /** H1 … H20. */
  id: string
  variant: string
  /** Only in long runs. */
  isLong?: true
  /** Seconds of CPU that it may cost when it is more than a few messages. */
  workSeconds?: number
  /** Only where sockets open with tickets. */
  needsTickets?: true
  /** Keys of `movements` that nobody may see afterwards. */
  absent?: readonly string[]
  run(scene: Scene): Promise<string | undefined>
}
