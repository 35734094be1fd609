import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportReport } from '../../server/import/report.ts'
import { run } from './server-node.ts'

/** By the import that anybody would use, as a process of its own beside the running server. */
export async function importCatalogue({
  store,
  dir,
  home,
  file,
}: {
  /** The shop's name. */
  store: string
  dir: string
  home: string
  file: string
}): Promise<ImportReport> {
  const json = join(dir, 'import.json')
  const log = join(dir, 'import.log')
  const args = ['--store', store, '--catalogue', file, '--json', json]
  const child = run('server/import/main.ts', args, { env: { HAAT_DATA: home }, log })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the import left with ${code}: ${await readFile(log, 'utf8')}`)
  return JSON.parse(await readFile(json, 'utf8')) as ImportReport
}
