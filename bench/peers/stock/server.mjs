import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { Repo } from '@automerge/automerge-repo'
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { WebSocketServer } from 'ws'
import { folder } from './storage.mjs'

/**
 * `PORT=0 DATA_DIR=… node server.mjs`: Repo, websocket adapter and file storage, as
 * github.com/automerge/automerge-repo-sync-server puts them together, without its web page.
 */
const directory = process.env.DATA_DIR ?? '.amrg'
mkdirSync(directory, { recursive: true })
const storage = await folder(directory)
const sockets = new WebSocketServer({ port: Number(process.env.PORT ?? 3030) })
sockets.on('listening', () => {
  process.stdout.write(`listening on ${sockets.address().port}\n`)
})
new Repo({
  network: [new WebSocketServerAdapter(sockets)],
  storage,
  peerId: `storage-server-${hostname()}`,
  sharePolicy: async () => false,
})
