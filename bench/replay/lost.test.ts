import { expect, test } from 'vitest'
import { lostChanges } from './lost.ts'

const acked = (head: string) => ({
  ...{ n: 1, at: '1', p: 'd1', type: 'ok' as const, f: 'acked' as const },
  ...{ doc: 'doc', heads: [head] },
})
const shown = (head: string) => ({ at: 'd1', doc: 'doc', heads: [head], shown: '{}' })

test('a change that was acknowledged and is gone is lost, even if nobody shows it any more', () => {
  const evidence = { history: [acked('old'), acked('gone')], shown: [shown('new')] }
  expect([...lostChanges(evidence, new Set(['old', 'new']))]).toEqual(['gone'])
})

test('a change that a device shows and the server never had is lost', () => {
  expect([...lostChanges({ history: [], shown: [shown('new')] }, new Set())]).toEqual(['new'])
})
