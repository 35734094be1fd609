import { account } from './account.ts'
import { market } from './market.ts'
import { order } from './order.ts'
import { problems } from './problems.ts'
import { shell } from './shell.ts'

export const words = { ...shell, ...market, ...order, ...account, ...problems }

/** Every dictionary has these keys; a missing one does not compile. */
export type Words = typeof words
