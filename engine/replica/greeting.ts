import * as A from '@automerge/automerge/slim'
import { fromHex } from '../model/bytes.ts'
import { FRAME_DOCUMENTS, type HeadsFrame, type StandingFrame } from '../model/standing.ts'
import type { DocumentFrame } from './frames.ts'

/** What a device holds: heads in hex by document. */
export type Holding = ReadonlyMap<string, readonly string[]>

/** Most words of one document that are kept back; with one more they all go. */
const KEPT_FRAMES = 16

/** What is to be sent now, and what Repo is to be told of which document. */
export type Words = { send: DocumentFrame[]; tell: [documentId: string, word: Uint8Array][] }

type Open = { heads: readonly string[]; isSame: boolean; kept: DocumentFrame[] }

/**
 * The first words of a connection. Repo speaks of every document one by one; the server is asked about all of them at once
 * instead, and meanwhile Repo's words are kept back. Of a document that is the same on both sides nothing needs to be said:
 * Repo is given the answer it would have got. What differs is sent as if nothing had happened.
 */
export class Greeting {
  readonly #open = new Map<string, Open>()

  constructor(holding: Holding) {
    for (const [id, heads] of holding) this.#open.set(id, { heads, isSame: false, kept: [] })
  }

  frames(): HeadsFrame[] {
    const all = [...this.#open].map(([id, { heads }]): [string, Uint8Array] => [id, packed(heads)])
    const frames: HeadsFrame[] = []
    for (let at = 0; at < all.length; at += FRAME_DOCUMENTS) {
      frames.push({ type: 'heads', documents: all.slice(at, at + FRAME_DOCUMENTS) })
    }
    return frames
  }

  /** A word of Repo's. */
  say(frame: DocumentFrame): Words {
    const open = this.#open.get(frame.documentId)
    if (!open || frame.type === 'ephemeral') return { send: [frame], tell: [] }
    if (open.isSame) return { send: [], tell: this.#answer(frame.documentId) }
    open.kept.push(frame)
    const isTooMuch = open.kept.length > KEPT_FRAMES
    return { send: isTooMuch ? this.overtaken(frame.documentId) : [], tell: [] }
  }

  /** The server's answer. */
  settle({ same, differ }: StandingFrame): Words {
    const send = differ.flatMap((id) => this.overtaken(id))
    const tell: Words['tell'] = []
    for (const id of same) {
      const open = this.#open.get(id)
      if (!open) continue
      open.isSame = true
      // Repo may not have said its first word yet; then it is answered when it does.
      if (open.kept.length > 0) tell.push(...this.#answer(id))
    }
    return { send, tell }
  }

  /** Ends it for this document, and gives what was kept back of it. */
  overtaken(document: string): DocumentFrame[] {
    const kept = this.#open.get(document)?.kept ?? []
    this.#open.delete(document)
    return kept
  }

  #answer(document: string): Words['tell'] {
    const heads = this.#open.get(document)?.heads ?? []
    this.#open.delete(document)
    return [[document, sameWord(heads)]]
  }
}

/** "I hold what you hold", as the server would have said it. */
const sameWord = (heads: readonly string[]): Uint8Array =>
  A.encodeSyncMessage({
    heads: [...heads],
    need: [],
    have: [{ lastSync: [...heads], bloom: new Uint8Array(0) }],
    changes: [],
  })

function packed(heads: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(32 * heads.length)
  for (const [i, head] of heads.entries()) bytes.set(fromHex(head), 32 * i)
  return bytes
}
