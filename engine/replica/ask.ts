import * as v from 'valibot'
import { assert } from '../model/assert.ts'
import { canonical, type Json } from '../model/canonical.ts'
import type { About } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import { HaatError } from '../model/error.ts'
import { type Intent, isIntentId, readIntent, writeIntent } from '../model/intent.ts'
import type { Shape } from '../model/shape.ts'
import type { Item } from './items.ts'
import type { Jot } from './jots.ts'
import type { Notebook } from './notebook.ts'

export type Asking = { env: Env; notebook: Notebook; worked(): void }
export type AskGiven = { until?: number; answers?: string; id?: string }

/**
 * Writes an intent down as one text, and resolves when it is strictly saved. Nothing of it changes again but its basis,
 * which names the author's newest edits as soon as they have names, and before anybody else reads it. Asking the same
 * under the same id gives the same item. `body-invalid` if the body is not of its shape.
 */
export async function ask<Body>(
  { env, notebook, worked }: Asking,
  {
    document,
    about,
    shape,
    body,
    given,
  }: { document: string; about: About; shape: Shape<Body>; body: Body; given: AskGiven },
): Promise<Item> {
  const id = given.id ?? env.chance.uuid7()
  assert(isIntentId(id), `an intent needs a UUIDv7, not ${id}`)
  const read = v.safeParse(shape.body, body)
  if (!read.success) throw invalid(shape.name, v.getDotPath(read.issues[0]) ?? 'body')
  const text = writeIntent({
    v: 1,
    kind: shape.name,
    basis: [...(notebook.desk.base(document)?.heads ?? [])],
    ...(given.until !== undefined && { until: given.until }),
    ...(given.answers !== undefined && { answers: given.answers }),
    body: read.output as Intent['body'],
  })
  const readable = readIntent(text)
  if ('malformed' in readable) throw invalid(shape.name, readable.malformed)

  const known = notebook.item(id)
  if (known) {
    const same =
      known.body === undefined || canonical(known.body) === canonical(readable.intent.body)
    assert(same, `intent ${id} was asked with another body: changed content needs an id of its own`)
    return known
  }
  const at = env.now()
  const unmade = notebook.desk
    .jots()
    .findLast((each) => each.document === document && each.what === 'edit')
  const jot: Jot = {
    key: notebook.desk.nextKey(id),
    id,
    document,
    about,
    at,
    what: 'intent',
    name: shape.name,
    text,
    ...(unmade && { after: unmade.id }),
  }
  const item: Item = {
    id,
    kind: shape.name,
    document,
    askedAt: at,
    ...(given.until !== undefined && { until: given.until }),
    ...(given.answers !== undefined && { answers: given.answers }),
    body: readable.intent.body as { [key: string]: Json },
    step: 'saved',
    at,
  }
  await notebook.jot(jot, item)
  worked()
  return item
}

const invalid = (kind: string, field: string) =>
  new HaatError('body-invalid', {
    saw: `${kind}: ${field}`,
    remedy: 'Give a body of the shape of its kind',
  })
