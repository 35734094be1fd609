import { assert } from '../../engine/model/assert.ts'
import { serveCrew } from '../crew.ts'
import { atHalfRate } from './half-rate.ts'
import { type Batch, limit } from './limit.ts'
import type { Asked, Order, Report } from './messages.ts'
import { oneByOne } from './one-by-one.ts'
import { ours } from './ours.ts'
import { questions, type Scenario, scenarios, storeName } from './scenario.ts'

const kept: Batch[] = []

function scenarioOf({ scenario }: Asked): Scenario {
  const found = scenarios.find(({ name }) => name === scenario)
  assert(found, `no scenario ${scenario}`)
  return found
}

const asked = (of: Asked) => questions(scenarioOf(of), of.count, of.seed)

const lanesOf = (of: Asked) =>
  Array.from({ length: scenarioOf(of).stores }, (_, n) => `store:${storeName(n)}`)

serveCrew<Order>(async (order): Promise<Report> => {
  const { url } = order
  const { count } = order.asked
  const lanes = lanesOf(order.asked)
  switch (order.do) {
    case 'ours':
      return { say: 'played', seconds: await ours(url, { lanes, count }) }
    case 'half-rate':
      return { say: 'waited', p99Ms: await atHalfRate(url, asked(order.asked), order.perSecond) }
    case 'one-by-one': {
      const first = asked(order.asked).slice(0, order.first)
      return { say: 'played', seconds: await oneByOne(url, first, order) }
    }
    case 'record':
      kept.splice(0)
      return { say: 'played', seconds: await ours(url, { lanes, count, keep: kept }) }
    case 'limit':
      return { say: 'played', seconds: await limit(url, kept) }
  }
})
