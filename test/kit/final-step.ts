import { canonical } from '../../engine/model/canonical.ts'
import type { Replica } from '../../engine/replica/replica.ts'
import type { Step } from '../laws/history.ts'

/** The last words of a device, for its history: what still waits on it, and what it shows of these lanes. */
export const finalStep = (replica: Replica, lanes: readonly string[]): Step => ({
  type: 'ok',
  f: 'final',
  waiting: replica.waiting().length,
  lanes: lanes.map((lane) => {
    const view = replica.lane(lane)
    const values = view.list('').map(({ key, value }) => [key, canonical(value)])
    return { lane, through: view.through, values: Object.fromEntries(values) }
  }),
})
