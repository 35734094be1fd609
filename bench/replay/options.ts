import { parseArgs } from 'node:util'

export type ReplayOptions = {
  catalogue: string
  baskets: string
  devices: number
  limit?: number
  network?: string
  killEverySeconds?: number
  json?: string
  seed: number
}

export const USAGE = `npm run replay -- --catalogue FILE --baskets FILE [--devices N] [--limit N] [--network PREFIX]
                  [--kill-every SECONDS] [--json FILE] [--seed S]

  Headless devices (40 unless said otherwise) fill carts offline from the baskets (at most --limit of them), ask, and
  come back, through the recorded network PREFIX.up and PREFIX.down if given (or a generated one: 2g, flaky, lift). --kill-every kills the server and a
  process of devices in turn. Exit code 1 if any law was broken, or if no out-of-stock, price-up or already-ordered
  was among the answers.
`

/** The options, or the sentence that says which is wrong. */
export function readOptions(argv: readonly string[]): ReplayOptions | { wrong: string } {
  const text = { type: 'string' } as const
  let values: { [name: string]: string | undefined }
  try {
    values = parseArgs({
      args: [...argv],
      options: {
        ...{ catalogue: text, baskets: text, devices: text, limit: text, network: text },
        ...{ 'kill-every': text, json: text, seed: text },
      },
    }).values as typeof values
  } catch (error) {
    return { wrong: (error as Error).message }
  }
  const { catalogue, baskets, network, json } = values
  if (!catalogue) return { wrong: '--catalogue names the catalogue.' }
  if (!baskets) return { wrong: '--baskets names the baskets.' }
  const whole = (name: string) =>
    values[name] === undefined ? undefined : Number(/^[1-9]\d{0,8}$/.exec(values[name])?.[0])
  const devices = whole('devices')
  const limit = whole('limit')
  const killEverySeconds = whole('kill-every')
  const seed = whole('seed')
  for (const [name, value] of Object.entries({
    devices,
    limit,
    'kill-every': killEverySeconds,
    seed,
  })) {
    if (Number.isNaN(value)) return { wrong: `--${name} is a whole number above 0.` }
  }
  return {
    ...{ catalogue, baskets, devices: devices ?? 40, seed: seed ?? 1 },
    ...(limit !== undefined && { limit }),
    ...(network !== undefined && { network }),
    ...(killEverySeconds !== undefined && { killEverySeconds }),
    ...(json !== undefined && { json }),
  }
}
