import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { about, documentIdText, serve, stockClient, text } from './testing/world.ts'

const mine = about('mala')
const intent = '01900000-0000-7000-8000-000000000001'

describe.each([{ shards: 0 }, { shards: 1 }])(
  'a stock automerge-repo client, $shards workers',
  ({ shards }) => {
    test('syncs a document with the host, and another client of the same person gets it', async () => {
      const { url, rows } = await serve({ shards })
      const phone = await stockClient(url('mala')).make(mine)
      phone.change((d) => {
        d.notes.milk = text('two litres')
      })
      const stored = await until('the change is stored', () => {
        const found = rows.documents.get(documentIdText(mine))
        return found && found.changes.length >= 2 && found
      })
      expect(stored.changes.map((row) => row.person)).toEqual(['', 'mala'])
      expect(stored.document).toMatchObject({ sort: 'note', about: mine, version: 2 })
      expect(stored.document.heads).toEqual(A.getHeads(phone.doc()))

      const laptop = await stockClient(url('mala')).find(mine)
      expect(String(laptop.doc().notes.milk)).toBe('two litres')
      laptop.change((d) => {
        d.notes.bread = text('one')
      })
      await until('the phone has the news', () => phone.doc().notes.bread)
      expect(A.getHeads(phone.doc())).toEqual(A.getHeads(laptop.doc()))
    })

    test('is refused a document that is not its person’s, as if it did not exist', async () => {
      const { url, rows } = await serve({ shards })
      const phone = await stockClient(url('mala')).make(mine)
      phone.change((d) => {
        d.notes.secret = text('the key is under the mat')
      })
      await until('the document is stored', () => rows.documents.get(documentIdText(mine)))

      const ravi = stockClient(url('ravi'))
      await expect(ravi.find(mine)).rejects.toThrow('unavailable')
      await expect(ravi.find(about('mala', 'nothing there'))).rejects.toThrow('unavailable')
    })
  },
)

test('what an acknowledged change asks is found with it', async () => {
  const found: unknown[] = []
  const { url } = await serve({ onAsked: (all) => found.push(...all) })
  const phone = await stockClient(url('mala')).make(mine)
  phone.change((d) => {
    d.intents[intent] = text('{"v":1}')
  })
  await until('the intent is found', () => found.length > 0)
  expect(found).toEqual([
    {
      id: intent,
      text: '{"v":1}',
      author: 'mala',
      device: 'phone',
      document: documentIdText(mine),
      change: A.getHeads(phone.doc())[0],
    },
  ])
})
