import { until } from '../../kit/until.ts'
import type { Attack } from '../attack.ts'
import { pause } from '../pause.ts'
import { upgrade } from './frames.ts'

const JOIN_MS = 12_000
const FRAME_MS = 40_000
const ROUNDS_MS = 3_000
const ROUNDS = 40

export const pressureAttacks: Attack[] = [
  {
    id: 'H16',
    variant: 'sockets that never join',
    run: async (scene) => {
      const sockets = await Promise.all(Array.from({ length: 8 }, () => upgrade(scene.mallory)))
      const closed = until(
        'them to be closed',
        () => sockets.every((one) => one.destroyed || one.readableEnded),
        JOIN_MS,
      )
      const answer = await closed.then(
        () => undefined,
        () => 'they stay open for ever',
      )
      for (const socket of sockets) socket.destroy()
      return answer
    },
  },
  {
    id: 'H16',
    variant: 'a frame a byte at a time',
    isLong: true,
    run: async (scene) => {
      const peer = await scene.socket(scene.mallory)
      // The socket below: the rest of this frame never comes.
      if (!peer) return 'no socket'
      const { _socket: socket } = peer.socket as never as { _socket: NodeJS.WritableStream }
      socket.write(Buffer.from([0x82, 0xfe, 0x10, 0x00, 1, 2, 3, 4]))
      const drip = setInterval(() => socket.write(Buffer.from([7])), 2_000)
      const closed = until('it to be closed', () => peer.closed, FRAME_MS)
      const answer = await closed.then(
        () => undefined,
        () => 'it stays open for ever',
      )
      clearInterval(drip)
      peer.leave()
      return answer
    },
  },
  {
    id: 'H17',
    variant: 'a refused change offered again and again',
    run: async (scene) => {
      const change = scene.movement('outcome', { object: '_root', value: 'accepted' })
      return talk(scene, { heads: [change.hash], changes: [change.bytes] })
    },
  },
  {
    id: 'H17',
    variant: 'a change that cannot be applied offered again and again',
    run: async (scene) => {
      const { actor, seq } = scene.honest.author()
      const from = { ...scene.copy.author(), actor, seq: seq - 1 }
      const change = scene.movement('forged', { from })
      return talk(scene, { heads: [change.hash], changes: [change.bytes] })
    },
  },
]

/** Answers each message with the same news, as a stock client does whose news is not taken. */
async function talk(
  scene: Parameters<Attack['run']>[0],
  news: { heads: string[]; changes: Uint8Array[] },
): Promise<string | undefined> {
  const peer = await scene.socket(scene.mallory)
  let rounds = 0
  peer?.listen((frame) => {
    if (frame.type !== 'sync' || frame.documentId !== scene.copy.id) return
    rounds += 1
    peer.sync(scene.copy.id, { heads: news.heads })
  })
  peer?.sync(scene.copy.id, news)
  await pause(ROUNDS_MS)
  peer?.leave()
  return rounds > ROUNDS ? `${rounds} rounds in three seconds` : undefined
}
