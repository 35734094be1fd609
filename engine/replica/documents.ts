import type { About } from '../model/document.ts'
import type { Line } from './line.ts'
import type { Lock } from './lock.ts'
import type { Notebook } from './notebook.ts'
import type { ReplicaOptions } from './open.ts'
import type { TabNews } from './tabs.ts'

/** The document engine: everything that needs automerge-repo and its wasm. */
export type Documents = {
  /** Opens a document, asking the server for it if it is not here. */
  open(document: string, about: About): void
  /** Jots become changes, in tap order; intents only while the server is there. */
  drain(): Promise<void>
  hear(news: TabNews): void
  close(): Promise<void>
}

export type DocumentsOptions = ReplicaOptions & {
  lock: Lock
  notebook: Notebook
  line: Line | undefined
  trouble(error: unknown): void
}

export declare function openDocuments(options: DocumentsOptions): Promise<Documents>
