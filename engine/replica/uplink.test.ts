import '@automerge/automerge'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { runNetworkAdapterTests } from '@automerge/automerge-repo/helpers/tests/network-adapter-tests.js'
import { type Message, NetworkAdapter, type PeerId, Repo } from '@automerge/automerge-repo/slim'
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { realEnv } from '../model/real-env.ts'
import { type Line, openLine } from './line.ts'
import { nodeDial } from './node-dial.ts'
import { onEnd } from './testing/market.ts'
import { Uplink } from './uplink.ts'

async function stockServer() {
  const server = new WebSocketServer({ port: 0 })
  await once(server, 'listening')
  onEnd(() => void server.close())
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { adapter: new WebSocketServerAdapter(server as never), address }
}

function lineTo(address: string, peerId: string) {
  const line = openLine({
    env: realEnv(),
    peerId,
    dial: nodeDial(address),
    ticket: async () => ({ ticket: 't' }),
  })
  onEnd(() => line.close())
  return line
}

/** The line and its uplink in one, as the upstream suite expects of an adapter: it hangs up when Repo lets go. */
class Whole extends NetworkAdapter {
  #address: string
  #uplink: Uplink | undefined
  #line: Line | undefined

  constructor(address: string) {
    super()
    this.#address = address
  }
  isReady = () => true
  whenReady = async () => {}
  connect(peerId: PeerId): void {
    this.#line = lineTo(this.#address, peerId)
    this.#uplink = new Uplink(this.#line, { env: realEnv(), beforeAttach: async () => {} })
    for (const name of ['peer-candidate', 'peer-disconnected', 'message'] as const)
      this.#uplink.on(name, (payload: unknown) => void this.emit(name, payload as never))
    this.#uplink.connect(peerId)
  }
  send(message: Message): void {
    this.#uplink?.send(message)
  }
  disconnect(): void {
    this.#uplink?.disconnect()
    void this.#line?.close()
  }
}

runNetworkAdapterTests(async () => {
  const { adapter, address } = await stockServer()
  return { adapters: [adapter, new Whole(address), new Whole(address)] as never }
}, 'our line, the stock server')

test('a document goes to the server that automerge-repo brings, and comes back changed', async () => {
  const { adapter, address } = await stockServer()
  const server = new Repo({ network: [adapter as never], peerId: 'server' as PeerId })
  const met = new Promise((resolve) => server.networkSubsystem.once('peer', resolve))
  const uplink = new Uplink(lineTo(address, 'device'), {
    env: realEnv(),
    beforeAttach: async () => {},
  })
  const device = new Repo({ network: [uplink], peerId: 'device' as PeerId })
  const mine = device.create<{ name: string }>({ name: 'kirana' })
  await met
  const arrived = await server.find<{ name: string }>(mine.url)
  expect(arrived.doc()).toEqual({ name: 'kirana' })
  const news = new Promise((resolve) => mine.once('change', resolve))
  arrived.change((doc) => {
    doc.name = 'annai'
  })
  await news
  expect(mine.doc().name).toBe('annai')
})
