import { type About, defineDocument } from '../../engine/model/document.ts'

/** A person's asks that belong to no other document. It holds nothing but intents; where it grows full, the next number goes on. */
export type RequestsAbout = About & { sort: 'requests'; person: string; number: number }
export const requestsAbout = (person: string, number = 1): RequestsAbout => ({
  sort: 'requests',
  person,
  number,
})

export const requests = defineDocument<object, Record<never, never>>({
  sort: 'requests',
  first: () => ({}),
  edits: {},
  rollsOver: {},
  allows: () => false,
})
