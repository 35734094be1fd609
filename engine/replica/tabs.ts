import type { FactsFrame } from '../model/follow.ts'
import type { Base } from './desk.ts'
import type { Item } from './items.ts'
import type { Jot } from './jots.ts'
import type { Mark } from './notebook.ts'
import type { Unsent } from './outbox.ts'

/** What tabs of one person tell each other after it was stored; each keeps its memory the image of the one database. */
export type TabNews =
  | { news: 'jotted'; jots: Jot[]; items: Item[] }
  | { news: 'taken-back'; jots: string[]; gone: string[] }
  /** Jots may not enter their documents and are aside. */
  | { news: 'shelved'; jots: string[]; items: Item[]; documents: string[] }
  /** Jots became changes: the changes themselves, and the document as they make it. */
  | { news: 'drained'; jots: string[]; unsent: Unsent[]; base: Base; changes: Uint8Array[] }
  | { news: 'sent'; unsent: string[]; items: Item[] }
  | { news: 'facts'; frame: FactsFrame }
  | { news: 'set-aside'; mark: Mark }
  | ({ news: 'rebuilt' } & RebuiltNews)

/** A document that was set aside is back; its unsent work is jots again. */
export type RebuiltNews = {
  document: string
  gone: string[]
  jots: Jot[]
  items: Item[]
  base?: Base
}

/** A named channel between tabs (a `BroadcastChannel`): everybody hears but the one who speaks. */
export type Channel = {
  tell(news: TabNews): void
  listen(listener: (news: TabNews) => void): void
  close(): void
}

/** For a device that is alone. */
export const noTabs: Channel = { tell() {}, listen() {}, close() {} }
