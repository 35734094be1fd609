import '@automerge/automerge'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { answering, chosen } from '../kit/asked.ts'
import { ourServer } from './ours.ts'
import { remoteServer } from './remote.ts'
import { attackIds, runAttacks } from './run.ts'
import { stockServer } from './stock.ts'

/**
 * `npm run hostile -- [--url WS [--ticket CMD] [--store NAME]] [--peer stock] [--only H4,…] [--short] [--json FILE]`: every
 * attack against a server that speaks automerge-repo's protocol; without `--url`, ours. The last line is `N held, N broken`.
 */
await answering(async () => {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      ticket: { type: 'string' },
      store: { type: 'string' },
      peer: { type: 'string' },
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const only = chosen(values.only, attackIds)
  const [peer] = chosen(values.peer ?? 'haat', ['haat', 'stock'])
  const target = await (values.url
    ? remoteServer(values.url, { tickets: values.ticket, store: values.store })
    : peer === 'stock'
      ? stockServer()
      : ourServer())
  process.stdout.write(`Attacking ${target.name}.\n`)
  const report = await runAttacks(target, {
    isLong: !values.short,
    only,
    say: ({ name, result, detail }) => {
      process.stdout.write(
        `${result === 'held' ? '✓ held  ' : '✗ broken'} ${name}${detail ? `: ${detail}` : ''}\n`,
      )
    },
  })
  await target.close()
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
  process.stdout.write(`${report.held} held, ${report.broken} broken\n`)
  process.exit(report.broken === 0 ? 0 : 1)
})
