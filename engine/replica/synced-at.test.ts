import { expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { memoryDisk } from './storage/memory.ts'
import { openDevice, openDoomed, openMarket } from './testing/market.ts'

test('a phone that is killed knows on its next start that it was in touch', async () => {
  const market = await openMarket()
  const disk = memoryDisk()
  const phone = await openDoomed('asha', { market, store: disk.open() })
  await until('an exchange', () => phone.status().syncedAt)
  await until('a note of it', () => disk.open().get('kv', 'haat/synced-at'))
  disk.crash(disk.atRisk())
  const again = await openDevice('asha', { store: disk.open() })
  expect(again.status().syncedAt).toBeDefined()
})
