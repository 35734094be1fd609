import { assert } from '../model/assert.ts'
import { type About, type DocumentSort, documentId, type Edit } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import type { Shape } from '../model/shape.ts'
import type { AskGiven } from './ask.ts'
import type { Item } from './items.ts'
import { editOf, emptyPlain } from './jots.ts'
import type { Notebook } from './notebook.ts'
import type { DocumentRef } from './replica.ts'

type Room = {
  env: Env
  notebook: Notebook
  worked(): void
  /** Somebody looks at this document: it is fetched if another device made it. */
  wanted(id: string): void
  ask<Body>(document: string, shape: Shape<Body>, body: Body, given: AskGiven): Promise<Item>
}

/** A document to read, edit and ask in. Nothing is made until the first edit. */
export function documentRef<Doc, Edits extends Record<string, Edit<Doc, never>>>(
  sort: DocumentSort<Doc, Edits>,
  about: About,
  { env, notebook, worked, wanted, ask }: Room,
): DocumentRef<Doc, Edits> {
  assert(about.sort === sort.sort, `about a ${about.sort}, opened as a ${sort.sort}`)
  const id = documentId(about)
  wanted(id)
  let empty: Doc | undefined
  return {
    id,
    about,
    plain() {
      const plain = notebook.desk.plain(id)
      if (plain) return plain as Doc
      empty ??= emptyPlain(sort, about) as Doc
      return empty
    },
    exists: () => notebook.desk.plain(id) !== undefined,
    async edit(name, args) {
      assert(editOf(sort as unknown as DocumentSort, name), `${sort.sort} has no edit ${name}`)
      const jot = env.chance.uuid7()
      await notebook.jot({
        key: notebook.desk.nextKey(jot),
        id: jot,
        document: id,
        about,
        at: env.now(),
        what: 'edit',
        name,
        args: structuredClone(args),
      })
      worked()
    },
    ask: (shape, body, given = {}) => ask(id, shape, body, given),
    heads: () => notebook.desk.base(id)?.heads ?? [],
  }
}
