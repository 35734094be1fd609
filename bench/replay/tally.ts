import type { Report } from './messages.ts'

/** The machine-readable result: asked = accepted + all refused + all in review (+ pending, in a run that failed). */
export type ReplayResult = {
  asked: number
  accepted: number
  refused: { [reason: string]: number }
  /** By the first problem of each. */
  review: { [problem: string]: number }
  pending: number
  duplicates: number
  oversold: number
  lost: number
  stockDrift: number
  paisaDrift: number
  secondsTotal: number
  reconnectToOutcomeMs: { p50: number; p95: number; p99: number }
}

/** What the devices said of their checkouts; a device that was killed says some of it twice. */
export function openTally() {
  const asked = new Set<string>()
  const answers = new Map<string, { verdict: string; code: string }>()
  const waits: number[] = []
  return {
    asked,
    hear(said: Report): void {
      if (said.say === 'asked') asked.add(said.intent)
      if (said.say !== 'told' || answers.has(said.intent)) return
      asked.add(said.intent)
      answers.set(said.intent, said)
      if (said.ms !== undefined) waits.push(said.ms)
    },
    isAnswered: (intent: string) => answers.has(intent),
    answered: () => answers.size,
    pending: () => asked.size - answers.size,
    counts() {
      const of = (verdict: string) => [...answers.values()].filter((one) => one.verdict === verdict)
      return {
        asked: asked.size,
        accepted: of('accepted').length,
        refused: byCode(of('refused')),
        review: byCode(of('review')),
        pending: asked.size - answers.size,
        reconnectToOutcomeMs: percentiles(waits),
      }
    },
  }
}
export type Tally = ReturnType<typeof openTally>

function byCode(answers: { code: string }[]): { [code: string]: number } {
  const counts: { [code: string]: number } = {}
  for (const { code } of answers) counts[code] = (counts[code] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a))
}

/** By nearest rank, in whole milliseconds; 0 when nothing was measured. */
export function percentiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
