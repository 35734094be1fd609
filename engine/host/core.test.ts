import * as A from '@automerge/automerge'
import { expect, test } from 'vitest'
import { freshCore, sharedCore } from './core.ts'

const saved = A.save(A.from({ note: 'x' }))

test('the core has what we use of it', () => {
  const core = sharedCore()
  const doc = core.load(saved)
  const methods = [
    'clone',
    'free',
    'applyChanges',
    'receiveSyncMessage',
    'generateSyncMessage',
    'saveAndVerify',
    'getHeads',
    'getChangesMeta',
    'objInfo',
    'getAll',
  ] as const
  for (const method of methods) expect(doc[method]).toBeTypeOf('function')
  const state = core.initSyncState()
  expect(state.readOnly).toBe(false)
  expect(state.clone().readOnly).toBe(false)
  expect(doc.objInfo('_root').path).toEqual([])
})

test('a fresh core has a memory of its own, which grows by as much at once as it is told', () => {
  const growth = 4 * 2 ** 20
  const [core, other] = [freshCore(), freshCore()]
  const [smallest, untouched] = [core.growAhead(growth), other.growAhead(growth)]
  const sizes = new Set([smallest])
  for (let size = smallest; size < smallest + 3 * growth; sizes.add(size)) {
    expect(core.load(saved).getHeads()).toHaveLength(1)
    size = core.growAhead(growth)
  }
  expect(sizes.size).toBeLessThanOrEqual(4)
  expect(other.growAhead(growth)).toBe(untouched)
})
