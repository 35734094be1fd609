import type { Live } from '../bind/live.ts'

/** Everything of this person on this phone as a file to keep. */
export async function saveCopy(live: Pick<Live, 'replica'>): Promise<void> {
  const text = JSON.stringify(await live.replica.export(), null, 2)
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `haat-${new Date().toISOString().slice(0, 10)}.json`
  link.click()
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
