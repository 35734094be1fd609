import type { Words } from '../en/index.ts'
import { account } from './account.ts'
import { market } from './market.ts'
import { order } from './order.ts'
import { problems } from './problems.ts'
import { shell } from './shell.ts'

export const words: Words = { ...shell, ...market, ...order, ...account, ...problems }
