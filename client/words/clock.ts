import type { Instant } from '../../engine/model/env.ts'
import { count, language, say } from './say.ts'

const zone = 'Asia/Kolkata'

type Style = 'minutes' | 'hours' | 'day' | 'weekday'
const styles: Record<Style, Intl.DateTimeFormatOptions> = {
  minutes: { hour: 'numeric', minute: '2-digit' },
  hours: { hour: 'numeric' },
  day: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'long' },
}
/** Making a formatter costs more than drawing a row: each is made once per language. */
const formats = new Map<string, Intl.DateTimeFormat>()

function format(style: Style, at: Instant): string {
  const key = `${language()} ${style}`
  let known = formats.get(key)
  if (!known) {
    known = new Intl.DateTimeFormat(`${language()}-IN-u-nu-latn`, {
      ...styles[style],
      timeZone: zone,
    })
    formats.set(key, known)
  }
  const text = known.format(at)
  // Tamil writes AM where English and Hindi write am.
  return style === 'minutes' || style === 'hours' ? text.toLowerCase() : text
}

/** "9:12 am", on the shops' own clock: Indian Standard Time. */
export const clockTime = (at: Instant): string => format('minutes', at)

/** "6 am" on the hour, else with minutes: for opening times. IST is half an hour off the whole hours of UTC. */
export const openingTime = (at: Instant): string =>
  format(at % 3_600_000 === 1_800_000 ? 'hours' : 'minutes', at)

/** How far away an opening may be that is said without its day: this evening's, or tonight tomorrow's. */
const SOON_MS = 12 * 3_600_000

/** When a shop opens next: "6 am", or further away "Monday, 6 am". */
export const nextOpening = (at: Instant, now: Instant): string =>
  at - now < SOON_MS ? openingTime(at) : `${format('weekday', at)}, ${openingTime(at)}`

const day = (at: Instant) => Math.floor((at + 330 * 60_000) / 86_400_000)

/** The time today, "yesterday, 9:12", or the date. */
export function dayAndTime(at: Instant, now: Instant): string {
  if (day(at) === day(now)) return clockTime(at)
  if (day(at) === day(now) - 1) return say('time.yesterday', { time: clockTime(at) })
  return format('day', at)
}

/** A span of time in its largest whole unit: "20 minutes", "3 hours", "2 days". */
export function gap(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return count('clock.minutes', minutes)
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count('clock.hours', hours) : count('clock.days', Math.round(hours / 24))
}

/** "just now", "5 minutes ago", "2 hours ago", then the day. */
export function ago(at: Instant, now: Instant): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return say('time.now')
  if (minutes < 60) return count('time.minutes', minutes)
  if (minutes < 24 * 60) return count('time.hours', Math.floor(minutes / 60))
  return dayAndTime(at, now)
}
