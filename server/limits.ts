import type { Read } from './setting.ts'

/** How much one address, number or person may ask of this server. Each is a setting named like its key. */
export type Limits = { readonly [name in keyof typeof limits]: number }

/** Defaults; `LIMIT_ANONYMOUS_PER_MINUTE=1000` raises the first. Load runs print the ones they raise. */
const limits = {
  /** HTTP requests of one address without a session, a minute. */
  anonymousPerMinute: 100,
  /** HTTP requests of one signed-in person, a minute. */
  signedInPerMinute: 600,
  /** Sign-in codes asked for one number, an hour and a day, and by one address an hour. */
  otpPerNumberHour: 5,
  otpPerNumberDay: 10,
  otpPerAddressHour: 20,
  /** Tries of codes by one address an hour, over all numbers. */
  verifyPerAddressHour: 100,
  /** What one person may send over all their sockets, and how many documents they may begin. */
  syncFramesPerSecond: 20,
  syncBytesPerMinute: 2 * 1024 * 1024,
  newDocumentsPerHour: 60,
  /** Open sockets of one person, of one address, and of this node. */
  socketsPerPerson: 16,
  socketsPerAddress: 200,
  socketsPerNode: 5_000,
  /** New sockets this node admits a second; the others are told when to come back. */
  socketsPerSecond: 1_000,
}

/** The demo tells codes to whoever asks and is opened by all from one machine: there is nothing to guard. */
const raisedInDemo: Partial<Record<keyof typeof limits, number>> = {
  anonymousPerMinute: 6_000,
  signedInPerMinute: 6_000,
  otpPerNumberHour: 60,
  otpPerNumberDay: 600,
  otpPerAddressHour: 6_000,
  verifyPerAddressHour: 6_000,
  newDocumentsPerHour: 6_000,
  socketsPerAddress: 5_000,
}

const settingName = (key: string) => `LIMIT_${key.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`

export function readLimits(read: Read, { demo }: { demo: boolean }): Limits {
  const defaults = demo ? { ...limits, ...raisedInDemo } : limits
  const one = ([key, otherwise]: [string, number]) =>
    [key, read.whole(settingName(key), { least: 1, most: 1_000_000_000, otherwise })] as const
  return Object.fromEntries(Object.entries(defaults).map(one)) as Limits
}
