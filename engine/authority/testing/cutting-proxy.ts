import { openProxy } from '../../../test/kit/proxy.ts'

/**
 * A Postgres behind a line that can be cut at the worst moment: `lost` lets COMMIT do its work and loses its reply,
 * `early` cuts before COMMIT arrives. Each order cuts once.
 */
export async function cuttingProxy(url: string) {
  const through = new URL(url)
  const target = { host: through.hostname, port: Number(through.port) }
  const proxy = await openProxy(() => target)
  through.hostname = '127.0.0.1'
  through.port = String(proxy.port)
  return {
    url: through.href,
    cutAtCommit(how: 'lost' | 'early') {
      proxy.loseNext({ sent: 'COMMIT\0', ...(how === 'lost' && { reply: /COMMIT\0/ }) })
    },
    cuts: proxy.lost,
    close: proxy.close,
  }
}
