import type { Refusal } from '../market/api.ts'
import { clockTime } from './clock.ts'
import { count, say, sayMaybe } from './say.ts'

/** How long to wait where the server does not say, in milliseconds. */
const WHILE_MS = 60_000

/** What the server said no to, or that it said nothing, with what to do about it. */
export function sayNo(
  { code, params, retryAt }: Refusal,
  { now, online }: { now: number; online: boolean },
): string {
  switch (code) {
    case 'no-answer':
      return say(online ? 'signIn.failed' : 'signIn.noNet')
    case 'wrong-code':
      return count('signIn.badCode', Number(params.left ?? 0))
    case 'too-many-requests':
    case 'too-many-codes':
      return say('signIn.tooMany', { time: clockTime(retryAt ?? now + WHILE_MS) })
    default:
      return sayMaybe(`broken.${code}`) ?? sayMaybe(`problem.${code}`) ?? say('broken.internal')
  }
}

/** Why the server did not take a change. A code without words is shown as it is: nothing is said that nobody knows. */
export const asideWords = (code: string): string =>
  sayMaybe(`broken.${code}`) ?? say('problem.unknown', { code })

/** What the line last heard, in words; whatever has no words of its own is that the server does not answer. */
export function lastWords(heard: string): string {
  const [code] = /[a-z]+(-[a-z]+)*$/.exec(heard) ?? []
  return (
    sayMaybe(`broken.${code}`) ??
    (SESSION.includes(heard) ? say('broken.session-expired') : say('why.no-answer'))
  )
}

/** What a ticket is refused for; the pill says the same. */
const SESSION = ['expired', 'revoked']
