import '../../simulation/globals.ts'
import '@automerge/automerge'
import { liveThrough } from '../../simulation/run.ts'
import { calm } from '../../simulation/storm.ts'
import type { Evidence } from '../check.ts'

/** What a short, calm and sound run of the whole market leaves behind; always the same. */
export const soundEvidence = async (): Promise<Evidence> =>
  (await liveThrough({ seed: 3, steps: 60, storm: calm })).evidence
