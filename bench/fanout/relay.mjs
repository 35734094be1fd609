import { WebSocketServer } from 'ws'

/** `PORT=0 node relay.mjs`: what comes in at `/sender` goes out to everybody else as it is; what others say is dropped. */
const sockets = new WebSocketServer({
  port: Number(process.env.PORT ?? 0),
  perMessageDeflate: false,
})
sockets.on('listening', () => process.stdout.write(`listening on ${sockets.address().port}\n`))
sockets.on('connection', (socket, request) => {
  socket.on('error', () => undefined)
  socket.on('message', (bytes, isBinary) => {
    if (request.url !== '/sender') return
    for (const other of sockets.clients)
      if (other !== socket) other.send(bytes, { binary: isBinary })
  })
})
