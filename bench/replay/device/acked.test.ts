import { expect, test } from 'vitest'
import { writeSyncMessage } from '../../../engine/host/sync-message.ts'
import { openSqlite } from '../../../engine/replica/storage/sqlite.ts'
import { openAcked } from './acked.ts'

const hash = (digit: string) => digit.repeat(64)
const sync = (heads: string[]) => ({
  type: 'sync' as const,
  ...{ documentId: 'doc', senderId: 'host', targetId: 'phone' },
  data: writeSyncMessage({ version: 1, heads, need: [], have: [], changes: [] }),
})

test('each set of heads that the server holds is kept once, also those that later ones replace', async () => {
  const store = await openSqlite(':memory:')
  const acked = openAcked(store)
  for (const heads of [[], [hash('a')], [hash('b')], [hash('a')]]) acked.heard(sync(heads))
  expect(await openAcked(store).all()).toEqual([
    { doc: 'doc', heads: [hash('a')] },
    { doc: 'doc', heads: [hash('b')] },
  ])
})
