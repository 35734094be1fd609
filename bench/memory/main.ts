import '@automerge/automerge'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { postgresHostStore } from '../../engine/host/index.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { migrate } from '../../server/postgres/migrate.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { signInAt } from '../../test/kit/api.ts'
import { AskedWrong } from '../../test/kit/asked.ts'
import { progress } from '../../test/kit/progress.ts'
import { chance } from '../commit/chance.ts'
import { openServer } from '../replay/server-node.ts'
import { percentiles } from '../replay/tally.ts'
import { cartRows } from './carts.ts'
import { openVisitor } from './visitor.ts'

const CEILING_BYTES = 512 * 1024 * 1024
const REOPEN_MS = 20
/** Documents of one person, all touched over one socket. */
const EACH = 400
/** After each was touched once: so many touches of so many, the popular ones most. */
const POPULAR = 2_000
const TOUCHES = 2_000

/**
 * `npm run bench -- memory [--documents N] [--json FILE]`: a server that hosts many more carts than fit its memory. Each
 * is asked for once, in random order of persons; then popular ones again and again. What counts is the most memory the
 * server process ever held, and how long somebody waits for a document.
 */
export async function benchMemory(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { documents: { type: 'string', default: '100000' }, json: { type: 'string' } },
  })
  const wanted = Number(values.documents)
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new AskedWrong('npm run bench -- memory [--documents N] [--json FILE]')
  const persons = Math.ceil(wanted / EACH)
  const dir = await mkdtemp(join(tmpdir(), 'haat-memory-'))
  const embedded = await openEmbedded({ home: join(dir, 'postgres'), say: () => undefined })
  await migrate(embedded.url)
  const pool = openPool(embedded.url, 4)
  const log = join(dir, 'server.log')
  const server = await openServer({
    home: dir,
    log,
    settings: { DATABASE_URL: embedded.url, LIMIT_SYNC_FRAMES_PER_SECOND: '100000' },
  })
  try {
    const store = postgresHostStore({ pool, env: realEnv(), insertFound: async () => undefined })
    const signed = []
    let writing = Promise.resolve<unknown>(undefined)
    const making = progress('carts made', persons)
    for (let n = 0; n < persons; n++) {
      const phone = `+9171${String(n).padStart(8, '0')}`
      const who = await signInAt(server.url, phone)
      const carts = Array.from({ length: EACH }, (_, cart) =>
        cartRows(cartAbout(who.person, 'annai-maligai', cart + 1), who.person, who.device),
      )
      // Postgres writes while the next are made.
      await writing
      writing = store.flush(carts)
      signed.push({ token: who.accessToken, phone, documents: carts.map(({ id }) => id) })
      making.at(n + 1)
    }
    await writing
    making.end()
    await pool.query('CHECKPOINT')

    const dice = chance(1)
    const first: number[] = []
    const opening = progress(`${EACH} carts opened`, persons)
    for (const [n, one] of shuffled(signed, dice.below).entries()) {
      const { accessToken } = await signInAt(server.url, one.phone)
      const visitor = await openVisitor(server.url, accessToken)
      for (const id of shuffled(one.documents, dice.below)) first.push(await visitor.ask(id))
      await visitor.close()
      opening.at(n + 1, `${mib(peakOf(server.pid()))} MiB`)
    }
    opening.end()
    const again: number[] = []
    const popular = shuffled(signed, dice.below).slice(0, POPULAR / EACH)
    const tokens = new Map<string, string>()
    for (const { phone } of popular) {
      tokens.set(phone, (await signInAt(server.url, phone)).accessToken)
    }
    for (let n = 0; n < TOUCHES; n++) {
      // The k-th is asked for about 1/k as often as the first.
      const rank = Math.min(POPULAR, Math.floor(POPULAR ** dice.next()))
      const at = (rank * 7919) % POPULAR
      const person = popular[Math.floor(at / EACH)]
      const id = person?.documents[at % EACH]
      if (!person || !id) continue
      // On a connection of its own: over the same one a question that was answered is not answered again.
      const visitor = await openVisitor(server.url, tokens.get(person.phone) as string)
      again.push(await visitor.ask(id))
      await visitor.close()
    }
    await report(persons * EACH, { first, again, peak: peakOf(server.pid()) }, values.json)
  } finally {
    await server.stop()
    await pool.end()
    await embedded.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function report(
  documents: number,
  { first, again, peak }: { first: number[]; again: number[]; peak: number },
  json: string | undefined,
) {
  const of = (times: number[]) => percentiles(times.map((ms) => ms * 1000))
  const show = (times: number[]) => {
    const { p50, p99 } = of(times)
    return `p50 ${(p50 / 1000).toFixed(1)} ms, p99 ${(p99 / 1000).toFixed(1)} ms`
  }
  const most = mib(peak)
  process.stdout.write(
    `${documents} carts; most memory ${most} MiB of ${mib(CEILING_BYTES)}; opened ${show(first)}; popular ones ${show(again)}; load ${loadavg()[0]?.toFixed(1)}\n`,
  )
  const results = [
    { name: 'memory peak', ours: most, limit: mib(CEILING_BYTES), unit: 'MiB', documents },
    { name: 'memory reopen p99', ours: of(first).p99 / 1000, limit: REOPEN_MS, unit: 'ms' },
  ]
  if (json) await writeFile(json, `${JSON.stringify({ results })}\n`)
  if (results.some(({ ours, limit }) => ours > limit)) process.exitCode = 1
}

const mib = (bytes: number) => Math.round(bytes / 1024 / 1024)

/** The most memory a process ever held, as Linux counts it. */
function peakOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024
}

function shuffled<T>(items: readonly T[], below: (bound: number) => number): T[] {
  const all = [...items]
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(i + 1)
    ;[all[i], all[j]] = [all[j] as T, all[i] as T]
  }
  return all
}
