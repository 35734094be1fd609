import { setTimeout as wait } from 'node:timers/promises'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { WebSocket } from 'ws'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'

/** The peers of `bench/sync`, with Yjs and Hocuspocus' protocol: the same orders, the same edits, the same moments. */
const SYNC = 0
const AUTH = 2
const SYNC_REPLY = 4
const SYNC_STATUS = 8
const TOKEN = 0
const AUTHENTICATED = 2
const LINE_EVERY = 5
const PIECE = 1_000
const OPEN_MS = 60_000
const DELIVERY_MS = 120_000
const LOOK_MS = 20
const PACE_MS = 2

const say = (report) => process.send(report)
const sentAt = new Map()
const waits = []
const tables = []
let edits

process.on('message', (order) => {
  obey(order).catch((error) => say({ say: 'broken', why: String(error?.stack ?? error) }))
})

async function obey(order) {
  if (order.do === 'open') {
    edits = order.edits
    for (const { id, urls } of order.documents) {
      tables.push(await Promise.all(urls.map((url) => openPeer(url, id))))
    }
    await until('everybody to have every document', () => areAllEven(0), OPEN_MS)
    say({ say: 'open' })
  } else if (order.do === 'edit') {
    say({ say: 'edited', ...(await edit()) })
  } else {
    process.exit(0)
  }
}

/** One Yjs document at the end of a socket. */
function openPeer(url, name) {
  const doc = new Y.Doc()
  const lines = doc.getMap('lines')
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const send = (type, write) => {
    const encoder = createEncoder()
    writeVarString(encoder, name)
    writeVarUint(encoder, type)
    write(encoder)
    socket.send(toUint8Array(encoder))
  }
  let made = 0
  let line
  const peer = {
    doc,
    accepted: 0,
    isSynced: false,
    edit() {
      doc.transact(() => {
        if (made++ % LINE_EVERY === 0) {
          line = new Y.Map()
          line.set('sku', `sku-${made}`)
          line.set('qty', PIECE)
          lines.set(`${doc.clientID}-${made}`, line)
        } else line.set('qty', line.get('qty') + PIECE)
      })
    },
    made: () => made,
    isWaiting: () => peer.accepted < made,
  }
  doc.on('update', (update, origin) => {
    if (origin === 'server') return
    send(SYNC, (encoder) => writeUpdate(encoder, update))
  })
  socket.on('open', () => {
    send(AUTH, (encoder) => {
      writeVarUint(encoder, TOKEN)
      writeVarString(encoder, '')
    })
  })
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data) => {
      const decoder = createDecoder(new Uint8Array(data))
      readVarString(decoder)
      const type = readVarUint(decoder)
      if (type === AUTH) {
        if (readVarUint(decoder) !== AUTHENTICATED) return reject(new Error('not let in'))
        send(SYNC, (encoder) => writeSyncStep1(encoder, doc))
        resolve(peer)
      } else if (type === SYNC_STATUS) {
        if (readVarUint(decoder) === 1) peer.accepted++
      } else if (type === SYNC || type === SYNC_REPLY) {
        const before = stateOf(doc)
        const encoder = createEncoder()
        writeVarString(encoder, name)
        writeVarUint(encoder, SYNC)
        const header = toUint8Array(encoder).length
        readSyncMessage(decoder, encoder, doc, 'server')
        const answer = toUint8Array(encoder)
        if (answer.length > header) socket.send(answer)
        peer.isSynced = true
        noteNews(before, doc)
      }
    })
  })
}

const stateOf = (doc) => Y.decodeStateVector(Y.encodeStateVector(doc))

/** When an author's clock has passed the end of a change, the change is here. */
function noteNews(before, doc) {
  const now = performance.now()
  for (const [client, clock] of stateOf(doc)) {
    for (const { end, at } of changesBetween(client, before.get(client) ?? 0, clock)) {
      if (end <= clock) waits.push(now - at)
    }
  }
}

function changesBetween(client, from, to) {
  const made = sentAt.get(client) ?? []
  const out = []
  for (let i = made.length - 1; i >= 0 && made[i].end > from; i--) {
    if (made[i].end <= to) out.push(made[i])
  }
  return out
}

/** Does everybody have so many changes of every peer, and has each been told that all of its own have arrived? */
function areAllEven(each) {
  return tables.every((peers) =>
    peers.every((peer) => {
      const state = stateOf(peer.doc)
      const hasAll = peers.every(
        (author) => (state.get(author.doc.clientID) ?? 0) === ownClock(author),
      )
      return peer.isSynced && peer.made() === each && peer.accepted >= each && hasAll
    }),
  )
}

const ownClock = ({ doc }) => stateOf(doc).get(doc.clientID) ?? 0

async function edit() {
  const seats = tables[0].map((_, seat) => seat)
  const turns = seats.flatMap((seat) => tables.map((peers) => peers[seat]))
  const act = (author) => {
    const made = sentAt.get(author.doc.clientID) ?? []
    sentAt.set(author.doc.clientID, made)
    author.edit()
    made.push({ end: ownClock(author), at: performance.now() })
  }
  const began = performance.now()
  if (edits.perSecond === undefined) await inTurn(turns, act)
  else await paced(turns, act, began)
  await until('everything to reach everybody', () => areAllEven(edits.changes), DELIVERY_MS)
  const sorted = Float64Array.from(waits).sort()
  const quantile = (share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return {
    wallMs: performance.now() - began,
    delivered: waits.length,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  }
}

/** So many a second of all together. */
async function paced(turns, act, began) {
  const count = turns.length * edits.changes
  for (let n = 0; n < count; ) {
    const passed = (performance.now() - began) / 1000
    const due = Math.min(count, Math.floor(passed * edits.perSecond) + 1)
    for (; n < due; n++) act(turns[n % turns.length])
    if (n < count) await wait(PACE_MS)
  }
}

/** Each the next as soon as it was told that its last one has arrived. */
async function inTurn(turns, act) {
  let left = turns
  for (;;) {
    left = left.filter((author) => author.isWaiting() || author.made() < edits.changes)
    if (left.length === 0) return
    for (const author of left) if (!author.isWaiting()) act(author)
    await wait(PACE_MS)
  }
}

async function until(what, isTrue, withinMs) {
  for (let waited = 0; waited < withinMs; waited += LOOK_MS) {
    if (isTrue()) return
    await wait(LOOK_MS)
  }
  throw new Error(`waited ${withinMs} ms in vain for ${what}`)
}
