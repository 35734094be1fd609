import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Encoder } from 'cbor-x'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { localBus } from '../../engine/bus/index.ts'
import { createHost, memoryHostStore, memoryRows } from '../../engine/host/index.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { sorts } from '../../schema/documents/all.ts'
import { until } from '../../test/kit/until.ts'
import { readConfig } from '../config.ts'
import { serveSync } from './sync-socket.ts'

const cbor = new Encoder({ tagUint8Array: false, useRecords: false })
const MIB = 2 ** 20

test('what a socket does not read is counted until it is gone', async () => {
  const reading = readConfig({ HAAT_DEMO: '1' })
  if (!reading.ok) throw new Error(reading.sentence)
  const host = await createHost({
    ...{ env: realEnv(), store: memoryHostStore(memoryRows()), bus: localBus() },
    ...{ sorts, sortsModule: new URL('../../schema/documents/all.ts', import.meta.url), shards: 0 },
    may: async () => 'none',
  })
  let follower: ((frame: object) => void) | undefined
  const server = createServer()
  const sync = serveSync(server, {
    ...{ config: reading.value, log: pino({ level: 'silent' }), host },
    redeem: async () => ({
      person: 'mala',
      device: 'phone',
      session: 's',
      until: Date.now() + 60_000,
    }),
    nextTicket: async () => undefined,
    follow(_, reply) {
      follower = reply
      return { receive: () => true, close: () => undefined }
    },
  })
  server.listen(0)
  await once(server, 'listening')
  onTestFinished(async () => {
    await Promise.all([sync.close(), host.close()])
    server.close()
  })

  const { port } = server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/sync?ticket=x`)
  await once(socket, 'open')
  socket.send(
    cbor.encode({ type: 'join', senderId: 'me', supportedProtocolVersions: ['1'], haat: 1 }),
  )
  socket.send(cbor.encode({ type: 'follow', lanes: [] }))
  const say = await until('it follows', () => follower)
  expect(sync.buffered()).toBe(0)

  socket.pause()
  for (let n = 0; n < 16; n++) say({ type: 'facts', bytes: new Uint8Array(MIB) })
  await until('much waits', () => sync.buffered() > 4 * MIB)
  socket.terminate()
  await until('it is gone', () => sync.buffered() === 0)
})
