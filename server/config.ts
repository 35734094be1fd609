import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { readFaults } from './faults.ts'
import { type Limits, readLimits } from './limits.ts'
import { type Reading, settingsReader } from './setting.ts'

/** Everything an operator may set, read once at start. Absent keys were not set. */
export type Config = {
  /** TCP port of HTTP and `/sync`; 0 takes a free one. */
  port: number
  /** Any Postgres ≥ 15; absent: the embedded one under `dataDir`. */
  databaseUrl?: string
  /** The bus between nodes; absent: Postgres LISTEN/NOTIFY. */
  natsUrl?: string
  /** Absolute path of what this machine keeps: embedded Postgres, its log, the sign-in pepper. */
  dataDir: string
  /**
   * The demo market: seeded people and shops, sign-in codes told in the HTTP answer, limits raised. Unless set, it is on
   * with the embedded Postgres only; never in production.
   */
  demo: boolean
  /** Whether the app is built and served, or the API alone. */
  serveApp: boolean
  /** Worker threads of the document host; 0 runs it in the main thread. */
  shards: number
  logLevel: LogLevel
  production: boolean
  /** Fault points to arm, for chaos runs (`faults.ts`). Never in production. */
  faults?: NonNullable<ReturnType<typeof readFaults>>
  /** Origins besides our own that may call the API and open `/sync`. */
  origins: readonly string[]
  /** How many proxies in front of us add to `X-Forwarded-For`. */
  proxies: number
  /** Where sign-in codes are posted as JSON `{phone, code}`; absent: printed, or nowhere in production. */
  smsUrl?: string
  /** Key of the HMAC over sign-in codes; absent: kept in a file under `dataDir`. */
  otpPepper?: string
  limits: Limits
}

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof logLevels)[number]

/** Reads and checks every setting; the first wrong one is answered with one sentence for the operator. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Reading<Config> {
  return settingsReader(env, (read) => {
    const production =
      read.oneOf('NODE_ENV', ['development', 'production', 'test']) === 'production'
    const url = read.url('DATABASE_URL', ['postgres:', 'postgresql:'])
    const nats = read.url('NATS_URL', ['nats:', 'tls:', 'ws:', 'wss:'])
    const sms = read.url('SMS_URL', ['https:', 'http:'])
    const faultText = read.text('FAULTS')
    const faults = faultText && readFaults(faultText)
    if (faultText && !faults) {
      read.refuse(
        'FAULTS',
        'that cannot be read',
        'write it like K6=kill,K3=delay:200,K13=throw@0.05',
      )
    }
    const pepper = read.text('OTP_PEPPER')
    const demo = read.flag('HAAT_DEMO', !production && url === undefined)
    if (production && demo) {
      read.refuse(
        'HAAT_DEMO',
        'it tells sign-in codes to whoever asks',
        'unset it, or unset NODE_ENV',
      )
    }
    if (production && faults) {
      read.refuse('FAULTS', 'it breaks the server on purpose', 'unset it, or unset NODE_ENV')
    }
    if (pepper !== undefined && pepper.length < 32) {
      read.refuse(
        'OTP_PEPPER',
        'it is shorter than 32 characters',
        'give it 32 random ones or more',
      )
    }
    return {
      port: read.whole('PORT', { least: 0, most: 65_535, otherwise: 8787 }),
      dataDir: resolve(read.text('HAAT_DATA') ?? '.haat'),
      demo,
      serveApp: read.flag('SERVE_APP', true),
      shards: read.whole('SHARDS', { least: 0, most: 64, otherwise: defaultShards() }),
      logLevel: read.oneOf('LOG_LEVEL', logLevels) ?? 'info',
      production,
      origins: read.origins('ORIGINS'),
      proxies: read.whole('PROXIES', { least: 0, most: 8, otherwise: 0 }),
      limits: readLimits(read, { demo }),
      ...(url && { databaseUrl: url }),
      ...(nats && { natsUrl: nats }),
      ...(sms && { smsUrl: sms }),
      ...(faults && { faults }),
      ...(pepper && { otpPepper: pepper }),
    }
  })
}

/** One core is left to the main thread, which reads, commits and sends. */
const defaultShards = () => Math.max(1, availableParallelism() - 1)
