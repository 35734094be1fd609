import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { newResidency } from './residency.ts'

function document(charge: number, usedAt: number) {
  const one = {
    charge,
    usedAt,
    evict() {
      one.charge = 0
    },
  }
  return one
}

function shard(bytes: number) {
  const one = {
    recycled: 0,
    memory: () => bytes,
    recycle() {
      one.recycled += 1
    },
  }
  return one
}

function setting({ rss, worth = 15 }: { rss?: () => number; worth?: number } = {}) {
  const lowered = { residentBytes: 50, processMemory: 100, recycleMs: 1_000, recycleWorth: worth }
  const world = {
    tick: 0,
    documents: new Map([
      ['old', document(40, 1)],
      ['older', document(40, 0)],
      ['new', document(40, 2)],
    ]),
    shards: [shard(10), shard(30), shard(20)],
  }
  const residency = newResidency({
    env: { tick: () => world.tick },
    limits: { ...limits, ...lowered } as never,
    observe: () => undefined,
    documents: world.documents,
    shards: world.shards,
    rss,
  })
  return { ...world, world, residency }
}

test('the least recently used go until the rest fits, and no further', () => {
  const { documents, residency } = setting()
  residency.tend()
  expect([...documents].map(([name, { charge }]) => [name, charge])).toEqual([
    ['old', 0],
    ['older', 0],
    ['new', 40],
  ])
})

test('a shard that holds little is not replaced, however much the process holds', () => {
  const { shards, residency } = setting({ rss: () => 1_000, worth: 31 })
  residency.tend()
  expect(shards.map((one) => one.recycled)).toEqual([0, 0, 0])
})

test('a process over its ceiling gets a new shard for its largest, and then some time', () => {
  let rss = 100
  const { world, shards, residency } = setting({ rss: () => rss })
  residency.tend()
  expect(shards.map((one) => one.recycled)).toEqual([0, 0, 0])
  rss = 101
  residency.tend()
  residency.tend()
  expect(shards.map((one) => one.recycled)).toEqual([0, 1, 0])
  world.tick = 1_000
  residency.tend()
  expect(shards.map((one) => one.recycled)).toEqual([0, 2, 0])
})
