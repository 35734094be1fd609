import * as v from 'valibot'
import type { Env } from '../model/env.ts'
import {
  type FactsFrame,
  FOLLOWED_LANES,
  FollowFrame,
  type LaneRefusedFrame,
  UnfollowFrame,
} from '../model/follow.ts'
import type { ReadFeed } from './read-feed.ts'

/** Nothing more is read for a socket that has this much to send; it goes on when the socket has drained. */
export const SEND_BYTES = 1024 * 1024
const DRAIN_MS = 50
/** A lane whose facts, or whose rights, could not be read is tried again after this. */
const AGAIN_MS = 1_000

/** One socket, as the feed sees it. */
export type FollowerPort = {
  /** Absent: a visitor. */
  person?: string
  mayFollow(lane: string): Promise<boolean>
  send(frame: FactsFrame | LaneRefusedFrame): void
  /** Bytes given to the socket that it has not sent yet. */
  buffered(): number
}

export type Follower = {
  readonly person?: string
  /** Takes a `follow` or `unfollow` frame; false for anything else: that breaks the rules. */
  receive(frame: unknown): boolean
  moved(lane: string, head: number): void
  recheck(): void
  close(): void
}

type Surroundings = {
  env: Env
  read: ReadFeed
  onError: (error: unknown) => void
  follow(lane: string): void
  unfollow(lane: string): void
  left(): void
}

/**
 * Sends each followed lane from its cursor on, one frame at a time, as fast as the socket takes them: what it has not
 * taken stays in the store, never here.
 */
export function follower(port: FollowerPort, around: Surroundings): Follower {
  const { env, read } = around
  const stop = new AbortController()
  const cursors = new Map<string, number>()
  /** Lanes to be sent, with the newest number heard of; 0: nothing is heard, look it up. */
  const due = new Map<string, number>()
  /** Lanes asked for whose rights are being looked up; unfollowed meanwhile, they are gone from here. */
  const wanted = new Map<string, number>()
  let sending = false

  async function follow(lanes: readonly (readonly [string, number])[]) {
    for (const [lane, cursor] of lanes) {
      if (wanted.size < FOLLOWED_LANES) wanted.set(lane, cursor)
    }
    for (const [lane] of lanes) {
      const may = await mayFollow(lane, () => wanted.has(lane))
      const cursor = wanted.get(lane)
      if (may === undefined || cursor === undefined) continue
      wanted.delete(lane)
      if (!may) refuse(lane)
      else if (cursors.size < FOLLOWED_LANES) {
        // Following again moves nothing back: what was sent is not sent twice.
        cursors.set(lane, Math.max(cursor, cursors.get(lane) ?? 0))
        around.follow(lane)
        due.set(lane, 0)
        guarded(sendDue())
      }
    }
  }

  /** Asks until there is an answer: a lane that nobody could ask about is neither followed nor forgotten. */
  async function mayFollow(lane: string, isAsked: () => boolean): Promise<boolean | undefined> {
    while (!stop.signal.aborted && isAsked()) {
      try {
        const may = await port.mayFollow(lane)
        return stop.signal.aborted ? undefined : may
      } catch (error) {
        around.onError(error)
        await env.wait(AGAIN_MS, stop.signal)
      }
    }
    return undefined
  }

  function refuse(lane: string) {
    drop(lane)
    if (!stop.signal.aborted) port.send({ type: 'lane-refused', lane, code: 'lane-forbidden' })
  }

  function drop(lane: string) {
    wanted.delete(lane)
    due.delete(lane)
    if (cursors.delete(lane)) around.unfollow(lane)
  }

  async function recheck() {
    for (const lane of [...cursors.keys()]) {
      if ((await mayFollow(lane, () => cursors.has(lane))) === false) refuse(lane)
    }
  }

  async function sendDue() {
    if (sending) return
    sending = true
    try {
      for (const [lane, head] of due) {
        due.delete(lane)
        while (port.buffered() > SEND_BYTES && !stop.signal.aborted)
          await env.wait(DRAIN_MS, stop.signal)
        await sendOne(lane, head)
        if (stop.signal.aborted) return
      }
    } finally {
      sending = false
    }
  }

  async function sendOne(lane: string, head: number) {
    const from = cursors.get(lane)
    if (from === undefined) return
    try {
      const frame = await read(lane, from, head > 0 ? head : undefined)
      // Meanwhile it may have been unfollowed, forbidden, or closed.
      if (stop.signal.aborted || cursors.get(lane) !== from) return
      cursors.set(lane, frame.through)
      port.send(frame)
      await env.fault('K17')
      if (frame.through < frame.head) due.set(lane, Math.max(due.get(lane) ?? 0, frame.head))
    } catch (error) {
      around.onError(error)
      await env.wait(AGAIN_MS, stop.signal)
      due.set(lane, 0)
    }
  }

  const guarded = (work: Promise<void>) => void work.catch(around.onError)
  return {
    ...(port.person === undefined ? {} : { person: port.person }),
    receive(frame) {
      const asked = v.safeParse(v.union([FollowFrame, UnfollowFrame]), frame)
      if (!asked.success) return false
      if (asked.output.type === 'follow') guarded(follow(asked.output.lanes))
      else for (const lane of asked.output.lanes) drop(lane)
      return true
    },
    moved(lane, head) {
      if ((cursors.get(lane) ?? head) >= head) return
      due.set(lane, Math.max(due.get(lane) ?? 0, head))
      guarded(sendDue())
    },
    recheck: () => guarded(recheck()),
    close() {
      stop.abort()
      for (const lane of [...cursors.keys()]) drop(lane)
      around.left()
    },
  }
}
