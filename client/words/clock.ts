import type { Instant } from '../../engine/model/env.ts'
import { count, language, say } from './say.ts'

const zone = 'Asia/Kolkata'
const locale = () => `${language()}-IN-u-nu-latn`

/** "9:12 am", on the shops' own clock: Indian Standard Time. */
export function clockTime(at: Instant): string {
  return new Intl.DateTimeFormat(locale(), {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: zone,
  }).format(at)
}

/** "6 am" on the hour, else with minutes: for opening times. */
export function openingTime(at: Instant): string {
  const whole = at % 3_600_000 === 1_800_000
  return new Intl.DateTimeFormat(locale(), {
    hour: 'numeric',
    ...(whole ? {} : { minute: '2-digit' as const }),
    timeZone: zone,
  }).format(at)
}

const day = (at: Instant) => Math.floor((at + 330 * 60_000) / 86_400_000)

/** The time today, "yesterday, 9:12", or the date. */
export function dayAndTime(at: Instant, now: Instant): string {
  if (day(at) === day(now)) return clockTime(at)
  if (day(at) === day(now) - 1) return say('time.yesterday', { time: clockTime(at) })
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    timeZone: zone,
  }).format(at)
}

/** "just now", "5 minutes ago", "2 hours ago", then the day. */
export function ago(at: Instant, now: Instant): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return say('time.now')
  if (minutes < 60) return count('time.minutes', minutes)
  if (minutes < 24 * 60) return count('time.hours', Math.floor(minutes / 60))
  return dayAndTime(at, now)
}
