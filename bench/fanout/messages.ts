import type { StockDraftAbout } from '../../schema/documents/stock-draft.ts'

/** One document, who writes it and who hears it; a relay keeps none, and nobody need greet it. */
export type Order =
  | { do: 'open'; about: StockDraftAbout; sender: string; hearers: string[]; isRelay: boolean }
  | { do: 'speak'; changes: number; perSecond: number }

/** Milliseconds from a change's sending to its receipt, over all sockets and changes. */
export type Report = { say: 'open' } | ({ say: 'spoken' } & Spread)
export type Spread = { p50Ms: number; p99Ms: number; received: number; frames: number }
