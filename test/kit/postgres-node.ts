import { openEmbedded } from '../../server/postgres/embedded.ts'

/**
 * A process that uses the embedded Postgres of argv[2] and nothing else: prints one JSON line when it has it, lets go
 * and ends when its standard input does.
 */
const said: string[] = []
const embedded = await openEmbedded({ home: process.argv[2] ?? '', say: (line) => said.push(line) })
process.stdout.write(`${JSON.stringify({ url: embedded.url, said })}\n`)
process.stdin.resume().on('end', () => {
  void embedded.close().then(() => process.exit(0))
})
