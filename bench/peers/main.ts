import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'

/** `npm run bench -- peers`: installs the servers we are measured against, each in its own folder with its own lockfile. */
export async function installPeers(): Promise<void> {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true })
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    process.stdout.write(`${name}: installing\n`)
    // Hocuspocus asks for a newer Node than it needs.
    const how = ['--no-audit', '--no-fund', '--no-save', '--engine-strict=false']
    const npm = spawn('npm', ['install', ...how], {
      cwd: `${import.meta.dirname}/${name}`,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [code] = await once(npm, 'exit')
    process.stdout.write(`${name}: ${code === 0 ? 'installed' : 'not installed'}\n`)
    if (code !== 0) process.exitCode = 1
  }
}
