import '@automerge/automerge'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  type AutomergeUrl,
  type DocHandle,
  type PeerId,
  Repo,
} from '@automerge/automerge-repo/slim'
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { realEnv } from '../model/real-env.ts'
import { openLine } from './line.ts'
import { nodeDial } from './node-dial.ts'
import { Uplink } from './uplink.ts'

async function stockServer() {
  const server = new WebSocketServer({ port: 0 })
  await once(server, 'listening')
  onTestFinished(() => void server.close())
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
  onTestFinished(() => line.close())
  return line
}

function device(address: string, peerId: string) {
  const line = lineTo(address, peerId)
  const uplink = new Uplink(line, { env: realEnv(), beforeAttach: async () => {} })
  return { line, repo: new Repo({ network: [uplink], peerId: peerId as PeerId }) }
}

type Shop = { name: string }

/** A document under an id both ends know, as ours are; upstream's own suite pauses instead and fails on a busy machine. */
const arrival = (repo: Repo, url: AutomergeUrl) =>
  new Promise<DocHandle<Shop>>((resolve) => {
    void repo
      .find<Shop>(url, { allowableStates: ['ready', 'requesting', 'unavailable'] })
      .then((handle) =>
        handle.isReady() ? resolve(handle) : handle.once('change', () => resolve(handle)),
      )
  })

test('a document goes through the server that automerge-repo brings, and comes back changed', async () => {
  const { adapter, address } = await stockServer()
  const server = new Repo({ network: [adapter as never], peerId: 'server' as PeerId })
  const alice = device(address, 'alice').repo
  const bob = device(address, 'bob').repo
  const peers = new Set<string>()
  const met = new Promise<void>((resolve) => {
    server.networkSubsystem.on('peer', ({ peerId }) => {
      if (peers.add(peerId).size === 2) resolve()
    })
  })
  await met
  const mine = alice.create<Shop>({ name: 'kirana' })
  const theirs = await arrival(bob, mine.url)
  const news = new Promise((resolve) => mine.once('change', resolve))
  theirs.change((doc) => {
    doc.name = 'annai'
  })
  await news
  expect(mine.doc().name).toBe('annai')
})

test('a connection that goes is reported to Repo before anything could be sent in vain', async () => {
  const { adapter, address } = await stockServer()
  const server = new Repo({ network: [adapter as never], peerId: 'server' as PeerId })
  const { line, repo } = device(address, 'alice')
  await new Promise((resolve) => repo.networkSubsystem.once('peer', resolve))
  const gone = new Promise((resolve) => repo.networkSubsystem.once('peer-disconnected', resolve))
  const back = new Promise((resolve) => repo.networkSubsystem.once('peer', resolve))
  line.rest()
  await gone
  const mine = repo.create<Shop>({ name: 'kirana' })
  line.now()
  await back
  expect((await arrival(server, mine.url)).doc()).toEqual({ name: 'kirana' })
})
