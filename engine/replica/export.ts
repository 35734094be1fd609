import type { Json } from '../model/canonical.ts'
import type { Instant } from '../model/env.ts'
import type { Notebook } from './notebook.ts'
import type { DeviceStore } from './storage/device-store.ts'

/**
 * Everything of this person on this device, as JSON to keep: documents as they read, every intent and how far it came,
 * what was never sent, and what was set aside. Facts are left out: the server has them.
 */
export async function exported({
  person,
  device,
  at,
  notebook,
  store,
}: {
  person: string
  device: string
  at: Instant
  notebook: Notebook
  store: DeviceStore
}): Promise<Json> {
  const documents = notebook.desk.known().map(({ document, about }) => ({
    id: document,
    about,
    content: notebook.desk.plain(document) ?? {},
  }))
  const aside = await store.list('aside')
  return asJson({
    haat: 1,
    person,
    device,
    at,
    documents,
    items: notebook.items(),
    unsent: [...notebook.desk.jots(), ...[...notebook.unsent().values()].map(({ jot }) => jot)],
    aside: aside.map(({ value }) => value),
  })
}

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
