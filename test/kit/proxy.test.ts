import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Line, openProxy } from './proxy.ts'
import { until } from './until.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
})

/** An end of a connection: what it has heard, and whether it knows that the connection is gone. */
function ears(socket: Socket) {
  const end = { socket, heard: '', isGone: false }
  socket.on('data', (bytes) => {
    end.heard += bytes
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    end.isGone = true
  })
  closers.push(() => socket.destroy())
  return end
}

async function scene() {
  const taken: ReturnType<typeof ears>[] = []
  const server = createServer((socket) => void taken.push(ears(socket)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const { port } = server.address() as { port: number }
  const proxy = await openProxy(() => ({ host: '127.0.0.1', port }))
  closers.push(proxy.close)
  const device = ears(connect(proxy.port, '127.0.0.1'))
  const host = await until('the target has the connection', () => taken[0])
  const [line] = proxy.lines() as [Line]
  const both = (what: string, isTrue: (end: typeof host) => boolean) =>
    until(what, () => [device, host].every(isTrue))
  return { proxy, device, host, line, both }
}

test('bytes pass both ways, and a reset is heard at both ends', async () => {
  const { device, host, line, both } = await scene()
  device.socket.write('up')
  host.socket.write('down')
  await until('both are there', () => host.heard === 'up' && device.heard === 'down')
  line.reset()
  await both('both are gone', (end) => end.isGone)
})

test('a cut lets half of the next bytes through', async () => {
  const { device, host, line, both } = await scene()
  line.cutMidway('up')
  device.socket.write('12345678')
  await both('both are gone', (end) => end.isGone)
  expect(host.heard).toBe('1234')
})

test('what was said into a stall arrives when it is over, whole', async () => {
  const { proxy, device, host, line } = await scene()
  line.stall()
  device.socket.write('late')
  const other = ears(connect(proxy.port, '127.0.0.1'))
  await until('others pass', () => proxy.lines().length === 2 && !other.isGone)
  expect(host.heard).toBe('')
  line.resume()
  await until('it arrives', () => host.heard === 'late')
})

test('of a half-open connection one end hears nothing, not even that it is alone', async () => {
  const { proxy, device, host, line } = await scene()
  line.halfOpen('far')
  await until('the target knows', () => host.isGone)
  device.socket.write('anybody?')
  const other = ears(connect(proxy.port, '127.0.0.1'))
  await until('others pass', () => proxy.lines().length === 2 && !other.isGone)
  expect(device.isGone).toBe(false)
  device.socket.destroy()
  await until('it is let go of', () => proxy.lines().length === 1)
})

test('a lost reply: what was asked has arrived, its answer has not, and nothing after it', async () => {
  const { proxy, device, host, both } = await scene()
  proxy.loseNext({ sent: 'COMMIT', reply: /DONE/ })
  device.socket.write('work COMMIT')
  await until('it is asked', () => host.heard === 'work COMMIT')
  host.socket.write('DO')
  // So that it comes in two parts.
  device.socket.write('?')
  await until('something passed meanwhile', () => host.heard === 'work COMMIT?')
  host.socket.write('NE')
  await both('both are gone', (end) => end.isGone)
  expect(device.heard).toBe('')
  expect(proxy.lost()).toBe(1)
})
