import type { Message, PeerId } from '@automerge/automerge-repo/slim'
import { NetworkAdapter } from '@automerge/automerge-repo/slim'
import type { Env } from '../model/env.ts'
import type { DocumentFrame, PeerFrame } from './frames.ts'
import { Greeting, type Holding, type Words } from './greeting.ts'
import type { Line, LineNews } from './line.ts'
import { carriesChanges, sliceSync, withChanges } from './slice.ts'

/** How often a document that the server did not have is asked for again, in milliseconds. */
const ASK_AGAIN_MS = 30_000
/** Most documents asked for again. */
const ASK_AGAIN_DOCUMENTS = 64

/**
 * The line as automerge-repo's network. It is ready at once, so that finding a document never waits for the network; it
 * never throws; and a message is on an open connection or the peer was reported gone, else its document would wait for
 * an answer for ever.
 */
export class Uplink extends NetworkAdapter {
  readonly #line: Line
  readonly #env: Env
  readonly #beforeAttach: () => Promise<void>
  readonly #holding: () => Holding
  readonly #isMuted: (documentId: string) => boolean
  /** Requests by document, to repeat for those that the server does not have yet. */
  readonly #missing = new Map<string, DocumentFrame>()
  readonly #requests = new Map<string, DocumentFrame>()
  readonly #ahead: (document: string) => Uint8Array[]
  /** Documents that this connection has heard of from us. */
  readonly #begun = new Set<string>()
  #server: PeerFrame | undefined
  #greeting: Greeting | undefined
  #unlisten: (() => void) | undefined
  #stop = new AbortController()

  /**
   * `ahead` gives the changes of a document that wait for the server. They go with the document's first message: only a
   * server that has them already would not have asked for them, and that costs less than asking.
   */
  constructor(
    line: Line,
    options: {
      env: Env
      beforeAttach(): Promise<void>
      holding?(): Holding
      /** Nothing is said of such a document, nor heard. */
      isMuted?(documentId: string): boolean
      ahead?(document: string): Uint8Array[]
    },
  ) {
    super()
    const { env, beforeAttach, holding = () => new Map(), isMuted = () => false } = options
    this.#ahead = options.ahead ?? (() => [])
    this.#line = line
    this.#env = env
    this.#beforeAttach = beforeAttach
    this.#holding = holding
    this.#isMuted = isMuted
  }

  isReady(): boolean {
    return true
  }

  async whenReady(): Promise<void> {}

  connect(peerId: PeerId): void {
    this.peerId = peerId
    this.#stop = new AbortController()
    this.#unlisten = this.#line.on((news) => this.#hear(news))
    const peer = this.#line.peer()
    if (peer) void this.#attach(peer)
    void this.#askAgain(this.#stop.signal)
  }

  send(message: Message): void {
    const frame = message as DocumentFrame
    if (this.#isMuted(frame.documentId)) return
    const words = this.#greeting?.say(frame) ?? { send: [frame], tell: [] }
    this.#carryOut(words)
  }

  #carryOut({ send, tell }: Words): void {
    for (const frame of send) this.#post(frame)
    for (const [documentId, data] of tell) void this.#answerFor(documentId, data)
  }

  /** Repo hears what the server would have said; not before it has finished speaking. */
  async #answerFor(documentId: string, data: Uint8Array): Promise<void> {
    const server = this.#server
    await Promise.resolve()
    if (!server || this.#server !== server || this.#isMuted(documentId)) return
    const senderId = server.senderId
    this.emit('message', {
      type: 'sync',
      documentId,
      senderId,
      targetId: this.peerId,
      data,
    } as never)
  }

  #post(frame: DocumentFrame): void {
    if (frame.type === 'request') this.#requests.set(frame.documentId, frame)
    const parts = frame.type === 'sync' && frame.data ? this.#parts(frame) : [frame.data]
    for (const data of parts) {
      const part = data ? { ...frame, data } : frame
      const asks =
        frame.type === 'request' ||
        (frame.type === 'sync' && data !== undefined && carriesChanges(data))
      if (this.#line.send(part, asks)) continue
      this.#detach()
      return
    }
  }

  #parts({ documentId, data = new Uint8Array() }: DocumentFrame): Uint8Array[] {
    if (this.#begun.has(documentId)) return sliceSync(data)
    this.#begun.add(documentId)
    return sliceSync(withChanges(data, this.#ahead(documentId)))
  }

  disconnect(): void {
    this.#unlisten?.()
    this.#stop.abort()
    this.#detach()
  }

  #hear(news: LineNews): void {
    if (news.news === 'open') void this.#attach(news.peer)
    else if (news.news === 'down') this.#detach()
    else if (news.news === 'frame') {
      const { frame } = news
      if ('documentId' in frame && this.#isMuted(frame.documentId)) return
      switch (frame.type) {
        case 'standing':
          if (this.#greeting) this.#carryOut(this.#greeting.settle(frame))
          return
        case 'doc-unavailable':
          this.#missed(frame.documentId)
          break
        case 'sync':
        case 'request':
        case 'ephemeral':
          if (frame.type !== 'ephemeral') this.#greeting?.overtaken(frame.documentId)
          this.#missing.delete(frame.documentId)
          this.#requests.delete(frame.documentId)
          break
        case 'made':
          this.#ask(this.#missing.get(frame.documentId))
          return
        default:
          return
      }
      if (this.#server) this.emit('message', frame as Message)
    }
  }

  async #attach(peer: PeerFrame): Promise<void> {
    await this.#beforeAttach()
    // The connection may have gone, or been replaced, while the desk was cleared.
    if (this.#stop.signal.aborted || this.#line.peer() !== peer || this.#server === peer) return
    this.#server = peer
    this.#greeting = peer.standing ? new Greeting(this.#holding()) : undefined
    for (const frame of this.#greeting?.frames() ?? []) this.#line.send(frame, true)
    this.emit('peer-candidate', {
      peerId: peer.senderId as PeerId,
      peerMetadata: (peer.peerMetadata ?? {}) as object,
    })
  }

  #detach(): void {
    const gone = this.#server
    if (!gone) return
    this.#server = undefined
    this.#greeting = undefined
    this.#missing.clear()
    this.#requests.clear()
    this.#begun.clear()
    this.emit('peer-disconnected', { peerId: gone.senderId as PeerId })
  }

  #missed(document: string): void {
    const asked = this.#requests.get(document)
    if (asked && this.#missing.size < ASK_AGAIN_DOCUMENTS) this.#missing.set(document, asked)
  }

  #ask(request: DocumentFrame | undefined): void {
    if (request && this.#server) this.#line.send(request, true)
  }

  /** Somebody else may make a document that is looked at here; the server only tells the devices of one person. */
  async #askAgain(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#env.wait(ASK_AGAIN_MS, stop)
      for (const request of this.#missing.values()) this.#ask(request)
    }
  }
}
