import { type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

/** Never written, wherever in an object they stand. What is logged names them nowhere; this is the net below. */
const secrets = [
  'code',
  'token',
  'ticket',
  'accessToken',
  'refresh',
  'password',
  'phone',
  'sealKey',
]

/** JSON lines on standard error: standard output is for the person who started us. */
export function createLog(level: LogLevel): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`])
  return pino(
    { level, base: null, redact: { paths, censor: '…' } },
    pino.destination({ dest: 2, sync: true }),
  )
}
