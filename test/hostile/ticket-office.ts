import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Longer than it takes to make somebody an account and a place in a shop. */
const TICKET_MS = 60_000

/** A command that is asked for tickets: each line it is given is a name, each line it gives is a ticket of theirs. */
export type TicketOffice = { ticket(name: string): Promise<string>; close(): void }

export function openTicketOffice(command: string): TicketOffice {
  const child = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: { resolve(ticket: string): void; reject(error: Error): void }[] = []
  let gone: string | undefined
  const leave = (why: string) => {
    gone = why
    for (const one of waiting.splice(0)) one.reject(new Error(why))
  }
  child.on('error', (error) => leave(String(error)))
  child.on('exit', (code) => leave(`the ticket command ended with ${code}`))
  child.stdin.on('error', () => undefined)
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift()?.resolve(line.trim()),
  )
  return {
    ticket(name) {
      if (gone) return Promise.reject(new Error(gone))
      const ticket = new Promise<string>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no ticket for ${name}`)), TICKET_MS)
        const over = () => clearTimeout(late)
        waiting.push({
          resolve: (line) => {
            over()
            resolve(line)
          },
          reject: (error) => {
            over()
            reject(error)
          },
        })
      })
      child.stdin.write(`${name}\n`)
      return ticket
    },
    close() {
      child.stdin.end()
      child.kill()
    },
  }
}
