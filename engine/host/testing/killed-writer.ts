import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { documentId } from '../../model/document.ts'
import type { HostStore } from '../storage/host-store.ts'
import { hashOf, noteAbout } from './flushes.ts'

const program = join(import.meta.dirname, 'writing-child.ts')

export type Acknowledged = { names: string[]; version: number }

/** Lets a process write to a store, kills it (SIGKILL) in the middle, and gives what the store had acknowledged last. */
export async function killedWriter(
  kind: 'sqlite' | 'postgres',
  target: string,
  flushes: number,
): Promise<Acknowledged> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, kind, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  let said = 0
  let last: Acknowledged | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    last = JSON.parse(line) as Acknowledged
    if (++said === flushes) child.kill('SIGKILL')
  }
  expect(await gone).toEqual([null, 'SIGKILL'])
  if (!last) throw new Error('the writer was killed before it wrote')
  return last
}

/**
 * Of each document there is what was acknowledged, and of what was under way all or nothing: the same of all documents
 * that were flushed together, numbered without a gap, up to the head that the document names.
 */
export async function expectWhole(store: HostStore, { names, version }: Acknowledged) {
  const loaded = await Promise.all(names.map((name) => store.load(documentId(noteAbout(name)))))
  const versions = new Set(loaded.map((one) => one?.document.version ?? 0))
  expect(versions.size).toBe(1)
  for (const one of loaded) {
    expect(one?.document.version).toBeGreaterThanOrEqual(version)
    const known = one?.known.map(({ hash }) => hash) ?? []
    expect(known).toEqual(
      Array.from({ length: one?.document.version ?? 0 }, (_, i) => hashOf(i + 1)),
    )
    expect(one?.document.heads).toEqual([known.at(-1)])
    for (const { n, bytes } of one?.snapshots ?? []) {
      expect(n).toBeLessThanOrEqual(one?.document.version ?? 0)
      expect(bytes).toHaveLength(20_000)
    }
  }
}
