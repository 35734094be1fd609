import { createSignal } from 'solid-js'
import { realEnv } from '../../engine/model/real-env.ts'

/** The client's one clock and source of chance. */
export const env = realEnv()

/** How often what is shown of ages and opening hours is looked at again. */
const MINUTE_MS = 30_000
const [minute, setMinute] = createSignal(env.now())
setInterval(() => setMinute(env.now()), MINUTE_MS)

/** Now, to about a minute: whoever reads it repaints as time passes. */
export const nowish = minute
