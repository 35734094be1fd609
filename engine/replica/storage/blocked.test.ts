import { expect, test } from 'vitest'
import { openIndexedDb } from './indexeddb.ts'

test('a browser that lets nothing be stored is told from one whose storage broke', async () => {
  const refusing = (name: string) =>
    ({
      open() {
        throw new DOMException('no', name)
      },
    }) as unknown as IDBFactory
  await expect(openIndexedDb('haat-x', refusing('SecurityError'))).rejects.toMatchObject({
    code: 'storage-blocked',
  })
  await expect(openIndexedDb('haat-x', refusing('UnknownError'))).rejects.toMatchObject({
    code: 'storage-failed',
  })
})
