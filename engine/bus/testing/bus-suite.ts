import { describe, expect, test } from 'vitest'
import { until } from '../../../test/kit/until.ts'
import { type Bus, MESSAGE_BYTES } from '../bus.ts'

/** What every bus must do; `open` gives two ends of one bus (they may be the same). */
export function busSuite(name: string, open: () => Promise<[Bus, Bus]>): void {
  describe(`bus: ${name}`, () => {
    test('carries messages to everybody who listens to their topic, in order', async () => {
      const [here, there] = await open()
      const heard: string[] = []
      const other: string[] = []
      there.subscribe('documents', (message) => heard.push(message))
      there.subscribe('lanes', (message) => other.push(message))
      const messages = ['one', 'two with spaces', '{"n":3,"text":"மல்லி"}']
      for (const message of messages) here.publish('documents', message)
      await until('all are heard', () => heard.length === 3)
      expect(heard).toEqual(messages)
      expect(other).toEqual([])
    })

    test('is not heard by who stopped listening, nor silenced by who throws', async () => {
      const [here, there] = await open()
      const heard: string[] = []
      const stop = there.subscribe('a', () => heard.push('stopped'))
      there.subscribe('a', () => {
        throw new Error('cannot read this')
      })
      there.subscribe('a', (message) => heard.push(message))
      stop()
      here.publish('a', 'x')
      await until('it is heard', () => heard.length > 0)
      expect(heard).toEqual(['x'])
    })

    test('does not carry what is too long', async () => {
      const [here, there] = await open()
      const heard: number[] = []
      there.subscribe('a', (message) => heard.push(message.length))
      here.publish('a', 'x'.repeat(MESSAGE_BYTES + 1))
      here.publish('a', 'x'.repeat(MESSAGE_BYTES))
      await until('the other is heard', () => heard.length > 0)
      expect(heard).toEqual([MESSAGE_BYTES])
    })
  })
}
