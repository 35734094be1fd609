import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { withFileLock } from './postgres/file-lock.ts'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist', 'client')
const page = join(built, 'index.html')

/** What the built app is made of. */
const sources = [
  'client',
  'engine/model',
  'engine/replica',
  'schema',
  'intents',
  'vite.config.ts',
  'package-lock.json',
]

const OUTPUT_BYTES = 16 * 1024

/**
 * The directory of the built app, built first if it is missing or older than its sources. Undefined where neither the
 * app nor its sources were shipped: then the API is served alone.
 */
export async function builtClient({
  dataDir,
  say,
}: {
  dataDir: string
  say: (sentence: string) => void
}): Promise<string | undefined> {
  if (!existsSync(join(root, 'client', 'index.html'))) return existsSync(page) ? built : undefined
  if (isFresh()) return built
  await withFileLock(join(dataDir, 'client.lock'), async () => {
    if (isFresh()) return
    say('Building the app; this takes a moment and is done once.')
    await build()
  })
  return built
}

function isFresh(): boolean {
  const made = statSync(page, { throwIfNoEntry: false })
  return made !== undefined && sources.every((path) => newest(join(root, path)) <= made.mtimeMs)
}

function newest(path: string): number {
  const about = statSync(path, { throwIfNoEntry: false })
  if (!about) return 0
  if (!about.isDirectory()) return about.mtimeMs
  const within = readdirSync(path)
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .map((name) => newest(join(path, name)))
  return Math.max(0, ...within)
}

function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-OUTPUT_BYTES)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      const told = output.split('\n').find((line) => /^\s*\w*Error: |^\[plugin/.test(line))
      reject(
        new CannotStart(`The app could not be built (npm run build tells more): ${told ?? output}`),
      )
    })
  })
}
