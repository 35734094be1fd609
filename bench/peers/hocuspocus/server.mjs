import { join } from 'node:path'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

/** `PORT=0 DATA_DIR=… node server.mjs`: Hocuspocus and its SQLite extension, with the settings they come with. */
const server = new Server({
  port: Number(process.env.PORT ?? 1234),
  quiet: true,
  extensions: [new SQLite({ database: join(process.env.DATA_DIR ?? '.', 'documents.sqlite') })],
})
await server.listen()
process.stdout.write(`listening on ${server.address.port}\n`)
