import { spawn } from 'node:child_process'
import { type Binaries, program } from './binaries.ts'
import type { Place } from './place.ts'

const OUTPUT_BYTES = 64 * 1024

/** Runs one of Postgres's programs as the cluster's account, in a session of its own, and gives what it printed. */
export function runProgram(
  { binaries, account }: Pick<Place, 'account'> & { binaries: Binaries },
  name: 'initdb' | 'pg_ctl',
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program(binaries, name), args, {
      // A signal to our terminal or process group must not reach Postgres: it outlives us.
      detached: true,
      cwd: '/',
      // The postmaster would inherit our pipes and keep them open: pg_ctl is given no standard input.
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...(account && { uid: account.uid, gid: account.gid }),
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-OUTPUT_BYTES)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    // 'exit', not 'close': a postmaster that inherited a pipe would keep us waiting for its whole life.
    child.on('exit', (code, signal) => {
      child.stdout.destroy()
      child.stderr.destroy()
      resolve({ code: code ?? 1, output: signal ? `${output}(${signal})` : output.trim() })
    })
  })
}
