import { FULL } from '../model/document-size.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** Every bound of the document host, by name. Tests lower them; nothing else may. */
export type Limits = typeof limits

export const limits = {
  /** Bytes of one websocket frame before the peer has joined, and after. */
  joinFrameBytes: 4 * KIB,
  /** A legal backlog of 20,000 changes is about 3 MiB, and stock clients send it in one frame. */
  frameBytes: 4 * MIB,

  /** Bytes of one change as it came, and inflated. */
  changeBytes: 64 * KIB,
  changeInflated: 256 * KIB,
  changeOps: 5_000,
  changePreds: 10_000,
  changeDeps: 64,
  changeActors: 64,
  changeMessage: 256,
  actorBytes: 64,

  docBytes: FULL.bytes,
  docChanges: FULL.changes,
  docOps: FULL.ops,
  docMaxOp: FULL.maxOp,
  docActors: FULL.actors,

  syncHeads: 512,
  syncNeed: 4_096,
  syncHave: 1,
  syncChanges: 20_000,

  /** What one socket may leave waiting for missing dependencies, per document. */
  heldChanges: 64,
  heldBytes: 256 * KIB,
  heldMs: 30_000,

  /** One batch of one document: what waits, up to about this. */
  batchChanges: 256,
  batchOps: 10_000,
  /** After so long in the guard everybody else's turn comes. */
  guardMs: 5,

  ephemeralBytes: 4 * KIB,
  ephemeralRate: 20,

  frameRate: 20,
  frameBurst: 600,
  /** How long a socket may stay over its rate, paused, before it is closed with 4429. */
  overRateMs: 10_000,
  personBytesPerMinute: 2 * MIB,
  personBytesBurst: 16 * MIB,
  socketsPerPerson: 16,
  docsPerSocket: 512,
  newDocsPerHour: 60,

  joinMs: 5_000,
  beatMs: 25_000,
  framesInFlight: 32,
  /** Over `bufferPause` unsent bytes nothing more is generated for a socket; over `bufferClose` it goes. */
  bufferPause: 1 * MIB,
  bufferClose: 4 * MIB,
  bufferCloseMs: 15_000,

  /** Rights are kept this long and read again this often: never older than a minute. */
  accessMs: 30_000,
  unknownMs: 30_000,
  pollMs: 2_000,
  /** How often what was revoked is read; with the reading itself, nobody keeps a right for five seconds. */
  revocationsMs: 4_000,
  /** How often sockets and documents are looked after, and how many documents without a break. */
  tendMs: 1_000,
  tendTogether: 500,

  /** Waiting for the store: over this the host says it is not ready and stops reading sockets. */
  storeQueueChanges: 10_000,
  storeQueueMs: 2_000,
  flushDocuments: 256,
  flushRetryMs: 5_000,
  casLosses: 5,

  quarantineBytesPerPerson: 16 * MIB,
  quarantineRowsPerPerson: 10_000,

  /** Charge of resident documents per node; least recently used out. */
  residentBytes: 256 * MIB,
  /** Requests before a shard, over which whoever has more for it lets it gather. */
  shardAhead: 4,
  /** wasm memory never shrinks: a worker that holds more than this is replaced when it has nothing to do. */
  shardMemory: 320 * MIB,
  /** A shard's wasm memory grows by this much at once. */
  shardGrowth: 16 * MIB,
  /** Each half of a shard thread's young generation. */
  shardSemiSpace: 8 * MIB,
  /**
   * Over this much memory of the whole process the largest shard is replaced, once in `recycleMs` at most, and not one
   * that holds less than `recycleWorth`: then it is not the shards that fill the process.
   */
  processMemory: 432 * MIB,
  recycleMs: 5_000,
  recycleWorth: 64 * MIB,
  /** A shard is replaced between two exchanges; one that is never at rest for so long, within one. */
  recycleGraceMs: 2_000,
  recycleLookMs: 10,
  /**
   * A shard that works longer than this without coming a step further is ended: milliseconds of its own CPU, so that a
   * machine busy with something else condemns nobody. The guard bounds what a request can cost; this is for what nobody
   * foresaw. One that does no work at all for `stillMs` has stopped.
   */
  applyMs: 500,
  loadMs: 5_000,
  stillMs: 10_000,
  watchMs: 100,
  /** A document that costs two shards within this time is quarantined, a person that costs three reads only. */
  documentStrikeMs: 600_000,
  personStrikeMs: 3_600_000,

  snapshotBytes: 64 * KIB,
  snapshotRows: 1_000,
  /** Bytes of changes under two saves are kept this long, and let go of this often. */
  changeBytesMs: 30 * 24 * 3_600_000,
  forgetEveryMs: 3_600_000,
} as const satisfies Record<string, number>
