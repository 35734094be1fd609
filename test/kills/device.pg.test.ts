import '@automerge/automerge'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../kit/database.ts'
import { until } from '../kit/until.ts'
import type { DeviceOrder } from './device-child.ts'
import { heard } from './mortal-node.ts'
import { openScene } from './scene.ts'
import { openShopper, type Signed } from './shopper.ts'

const { pool, ...database } = await freshDatabase()
const scene = await openScene({ pool, ...database })
afterAll(scene.close)

/** Lets a device of this session order, and die at the point; gives what it asked. */
async function die(session: Signed, point: 'K17' | 'K18', file: string, cart: number) {
  const program = join(import.meta.dirname, 'device-child.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const tell = (order: DeviceOrder) => void child.send(order)
  const { store, goods } = scene.shelf
  const { person, device } = session
  tell({
    do: 'open',
    url: scene.node.url,
    file,
    session: { person, device, token: await session.accessToken() },
    shelf: { store, goods: [...goods] },
    cart,
  })
  await heard(child, 'filled')
  tell({ do: 'order', point })
  expect(await gone).toEqual([null, 'SIGKILL'])
  const { rows } = await pool.query('SELECT intent FROM outcomes WHERE author = $1', [person])
  expect(rows).toHaveLength(1)
  return String(rows[0].intent)
}

test.each(['K17', 'K18'] as const)(
  'a device killed at %s shows the answer when it is opened again, and nothing waits on it any more',
  async (point) => {
    const session = await scene.session(`98765${point === 'K17' ? '00002' : '00003'}`)
    const file = join(scene.dir, `${point}.db`)
    const intent = await die(session, point, file, 1)
    // What it had stored is shown without asking anybody; what it had not, the server tells again.
    const offline = { ...session, accessToken: () => Promise.reject(new Error('offline')) }
    const alone = await openShopper({ url: scene.node.url, file, session: offline })
    const known = alone.step(intent)
    if (point === 'K18') expect(known).toBe('accepted')
    else expect(['saved', 'sent']).toContain(known)
    await alone.close()
    const again = await openShopper({ url: scene.node.url, file, session })
    await until('it shows the answer', () => again.step(intent) === 'accepted')
    await until('nothing waits', () => again.replica.waiting().length === 0)
    await again.close()
    const { rows } = await pool.query('SELECT count(*) AS n FROM orders WHERE intent = $1', [
      intent,
    ])
    expect(Number(rows[0].n)).toBe(1)
  },
)
