import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Tamil and Hindi need faces that a bare Debian lacks. */
const packages = ['chromium', 'fonts-lohit-taml', 'fonts-lohit-deva']

export const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/** The Chromium to test with: CHROME_PATH, the system's, or one that playwright fetched before. */
export function findChromium(): string | undefined {
  const named = process.env.CHROME_PATH
  if (named) return existsSync(named) ? named : undefined
  return [...known, chromium.executablePath()].find((path) => existsSync(path))
}

/**
 * Finds a Chromium or installs one: as root on Debian with apt-get (fonts too), else playwright's own download. Gives
 * its path, or the sentence that says what to do.
 */
export function ensureChromium(): { path: string } | { sentence: string } {
  const found = findChromium()
  if (found) return { path: found }
  const named = process.env.CHROME_PATH
  if (named)
    return {
      sentence: `CHROME_PATH is "${named}", but there is no such file: correct or unset it.`,
    }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq'])
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
  } else run('npx', ['playwright-core', 'install', 'chromium'])
  const installed = findChromium()
  if (installed) return { path: installed }
  return {
    sentence:
      'No Chromium was found and none could be installed: install one and name it in CHROME_PATH, then run npm test again.',
  }
}

function run(command: string, args: string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(command, args, { stdio: 'inherit', env })
}
