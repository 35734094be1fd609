import '@automerge/automerge'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../kit/database.ts'
import { ourServer } from './ours.ts'
import { runAttacks } from './run.ts'

const { url } = await freshDatabase()
const target = await ourServer(url)
afterAll(() => target.close())

/** Some of each kind that a server could die of; `npm run hostile` has them all. */
const LONGEST_MS = 120_000

test.each(['H1', 'H6', 'H11', 'H17', 'H20'])(
  'the server stands %s',
  async (id) => {
    const { attacks } = await runAttacks(target, {
      isLong: false,
      only: [id],
      say: () => undefined,
    })
    expect(attacks.length).toBeGreaterThan(0)
    expect(attacks.filter((one) => one.result === 'broken')).toEqual([])
  },
  LONGEST_MS,
)
