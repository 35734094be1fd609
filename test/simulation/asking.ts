import type { Json } from '../../engine/model/canonical.ts'
import type { About, DocumentSort } from '../../engine/model/document.ts'
import type { Shape } from '../../engine/model/shape.ts'
import type { Replica } from '../../engine/replica/replica.ts'
import type { Device } from './device.ts'

/** What an operation works on: a device that is on, its replica, and how to name new things. */
export type Hand = {
  device: Device
  replica: Replica
  uuid7(): string
  /** Everything this person asked so far, on whatever device. */
  asked: { id: string; kind: string; body: unknown }[]
  /** Everybody there is. */
  people: readonly string[]
}

/** Asks, and writes down before and after; a device that dies in between writes nothing more. */
export async function askNoted<Body>(
  { device, replica, uuid7, asked }: Hand,
  {
    sort,
    about,
    shape,
    body,
    ...given
  }: {
    sort: DocumentSort
    about: About
    shape: Shape<Body>
    body: Body
    until?: number
    answers?: string
    id?: string
  },
): Promise<void> {
  const { life } = device.machine
  const document = replica.document(sort, about)
  const intent = given.id ?? uuid7()
  const of = device.note({ type: 'invoke', f: 'ask', intent, kind: shape.name, doc: document.id })
  asked.push({ id: intent, kind: shape.name, body })
  await document.ask(shape, body, { ...given, id: intent })
  if (device.machine.life === life) device.note({ type: 'ok', f: 'ask', of })
}

/** Edits, noted with the writer's own count when the edit writes one. */
export async function editNoted(
  { device, replica }: Hand,
  { sort, about, name, args }: { sort: DocumentSort; about: About; name: string; args: Json },
): Promise<void> {
  const { life } = device.machine
  const document = replica.document(sort, about)
  const of = device.note({ type: 'invoke', f: 'edit', doc: document.id })
  await document.edit(name as never, args as never)
  if (device.machine.life === life) device.note({ type: 'ok', f: 'edit', of })
}
