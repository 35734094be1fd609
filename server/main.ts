import '@automerge/automerge'
import { CannotStart } from './cannot-start.ts'
import { readConfig } from './config.ts'
import { type Node, startNode } from './node.ts'
import { welcome } from './welcome.ts'

/** Longest a stop may take; what is acknowledged is durable, so leaving then loses nothing. */
const STOP_MS = 20_000

const say = (sentence: string) => void process.stdout.write(`${sentence}\n`)

let starting: Promise<Node> | undefined
let stopping = false

process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
await start()

async function start() {
  const reading = readConfig(process.env)
  if (!reading.ok) return leave(reading.sentence)
  starting = startNode(reading.value, say)
  try {
    const node = await starting
    if (!stopping) say(welcome(reading.value, node.port))
  } catch (error) {
    if (error instanceof CannotStart) return leave(error.message)
    throw error
  }
}

/** A second signal leaves at once. */
async function stop() {
  if (stopping) process.exit(1)
  stopping = true
  setTimeout(() => leave(`Stopping took more than ${STOP_MS / 1000} s; leaving.`), STOP_MS).unref()
  const node = await starting?.catch(() => undefined)
  await node?.close()
  process.exit(0)
}

function leave(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
