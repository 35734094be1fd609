import { bigint, customType } from 'drizzle-orm/pg-core'

/**
 * An identifier or a code: compared and sorted bytewise, whatever the database's language is, as lanes and keys are
 * everywhere else.
 */
export const word = customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
})

/** A whole number within 2^53: money in paise, quantity in milli-units, versions and counters. */
export const whole = (name: string) => bigint(name, { mode: 'number' })

/** A moment to the millisecond; a number of milliseconds since 1970 on our side. */
export const moment = customType<{ data: number; driverData: string | Date }>({
  dataType: () => 'timestamp (3) with time zone',
  toDriver: (at) => new Date(at),
  fromDriver: (at) => new Date(at).getTime(),
})

/** A row as we hold it: what is null in the table is absent. */
export function present<Row>(row: Row): Row {
  for (const name in row) if (row[name] === null) delete row[name]
  return row
}

/** Keys written `first/second` as two columns. The first part never holds a slash. */
export function split(keys: readonly string[]): [string[], string[]] {
  const firsts: string[] = []
  const seconds: string[] = []
  for (const key of keys) {
    const at = key.indexOf('/')
    firsts.push(key.slice(0, at))
    seconds.push(key.slice(at + 1))
  }
  return [firsts, seconds]
}
