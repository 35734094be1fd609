import type { Context } from 'hono'
import type { AppEnv } from './factory.ts'

/**
 * Where a request came from. Each proxy of ours adds the address it saw at the end of `X-Forwarded-For`; what stands
 * further left was written by whoever asks, and is not believed.
 */
export function addressOf(
  { socket, forwarded }: { socket: string | undefined; forwarded: string | undefined },
  proxies: number,
): string {
  const seen = proxies > 0 ? forwarded?.split(',').at(-proxies)?.trim() : undefined
  return withoutHost(seen || socket || 'unknown')
}

/** An IPv6 subscriber owns a /64: their addresses are one. */
function withoutHost(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '')
  if (!bare.includes(':')) return bare
  const [head = '', tail] = bare.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}

export function clientAddress(c: Context<AppEnv>): string {
  const socket = c.env?.incoming?.socket.remoteAddress
  const forwarded = c.req.header('x-forwarded-for')
  return addressOf({ socket, forwarded }, c.get('parts').config.proxies)
}

/** Whether the connection to the browser is encrypted, as far as we or our own proxy can tell. */
export function isSecure(c: Context<AppEnv>): boolean {
  const { proxies } = c.get('parts').config
  if (proxies > 0) return c.req.header('x-forwarded-proto') === 'https'
  return new URL(c.req.url).protocol === 'https:'
}
