/**
 * A device: `openReplica`, what it gives, and what it is given. Nothing here loads wasm; the document engine
 * (`documents.ts`) and the socket (`line.ts`) are fetched when the options say so.
 */
export { adoptVisitor } from './adopt.ts'
export { type Item, laterStep, type Step } from './items.ts'
export type { Dial, Ears, Link, Ticket } from './line.ts'
export { type Lock, localLock } from './lock.ts'
export { openReplica, type ReplicaOptions, type Signal, VISITOR } from './open.ts'
export type { FetchFeed } from './poll.ts'
export type { Change, DocumentRef, DocumentSeries, LaneView, Replica, Waiting } from './replica.ts'
export { type State, type Status, stateOf } from './status.ts'
export type { DeviceStore } from './storage/device-store.ts'
export { memoryDisk } from './storage/memory.ts'
export { type Channel, noTabs } from './tabs.ts'
