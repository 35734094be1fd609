import { isMainThread } from 'node:worker_threads'

// Threads are given the options of their process, and cannot read TypeScript yet.
if (isMainThread) await import('./dead-shard.ts')
