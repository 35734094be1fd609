import * as A from '@automerge/automerge/slim'
import { readIntent, writeIntent } from '../model/intent.ts'
import type { Jot } from './jots.ts'

/**
 * An intent whose author saw edits that were not yet changes, now that they are: its basis becomes the newest of them,
 * which holds all that came before. If that one is known no more (it made no change, or was acknowledged long ago), the
 * basis is the document as the intent enters it. What has no such edits stays as it is.
 */
export function based<Doc>(
  jot: Jot,
  doc: A.Doc<Doc>,
  changeOf: (jot: string) => string | undefined,
): Jot {
  if (jot.what !== 'intent' || jot.after === undefined) return jot
  const { after, ...asked } = jot
  const change = changeOf(after)
  const basis = change && A.hasHeads(doc, [change]) ? [change] : [...A.getHeads(doc)].sort()
  const read = readIntent(jot.text)
  if (!('intent' in read)) return asked
  const text = writeIntent({ ...read.intent, basis })
  // A text at the limit has no room for a longer basis; what it consents to matters more.
  return 'intent' in readIntent(text) ? { ...asked, text } : asked
}
