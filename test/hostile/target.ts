import type { About } from '../../engine/model/document.ts'

/** Somebody who can open sockets: `url` is good for one. */
export type Person = { name: string; url(): Promise<string> }

/** Three people for one attack, and a document that the first two write and the third may not know. */
export type Cast = { victim: Person; mallory: Person; outsider: Person; about: About }

/** A server under attack. */
export type Target = {
  name: string
  /** New people and a new document. */
  cast(): Promise<Cast>
  /** Sockets open only with a ticket that says who comes. */
  hasTickets: boolean
  /** The process that serves, when it is ours to watch. */
  pid?: number
  isAlive(): boolean
  /** Files that lie where the server should not write, when that can be seen. */
  strayFiles?(): Promise<string[]>
  /** Starts again after it died, or afresh; false when that is not ours to do. */
  revive(): Promise<boolean>
  close(): Promise<void>
}
