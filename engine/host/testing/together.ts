import * as A from '@automerge/automerge'
import { until } from '../../../test/kit/until.ts'
import type { MayOpen } from '../access.ts'
import { rawClient } from './raw-client.ts'
import { about, documentIdText, serve, type TestHost, text } from './world.ts'

export const shared = about('mala', 'shared')
export const id = documentIdText(shared)
export const intentId = '01900000-0000-7000-8000-000000000001'
const both: MayOpen = async (person) => (['mala', 'ravi'].includes(person) ? 'write' : 'none')

/** A document that mala and ravi both write, with one change of mala's in it. */
export async function together(options: Partial<Parameters<typeof serve>[0]> = {}) {
  const world = await serve({ may: both, ...options })
  const phone = rawClient(world.host, 'mala')
  const document = phone.open(shared)
  document.change((d) => {
    d.notes.first = text('mala was here')
    d.intents[intentId] = text('{"v":1}')
  })
  document.talk()
  const [head] = A.getHeads(document.doc())
  await until('stored', () =>
    document
      .told()
      .flat()
      .includes(head as string),
  )
  return { ...world, phone, document }
}

export const refusedOf = ({ events }: TestHost) =>
  events.flatMap((one) => (one.event === 'refused' ? [one.reason] : []))
