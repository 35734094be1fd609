import type { Worker } from 'node:worker_threads'

const alive = new Set<Worker>()
process.on('worker', (worker) => {
  alive.add(worker)
  worker.on('exit', () => alive.delete(worker))
})

/** Ends one worker thread of this process as if it had died; false if there is none. Import this before they begin. */
export async function killShard(): Promise<boolean> {
  const [first] = alive
  await first?.terminate()
  return first !== undefined
}
