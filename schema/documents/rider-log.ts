import {
  type About,
  defineDocument,
  type Edit,
  isWrittenOnce,
  type Text,
} from '../../engine/model/document.ts'

/** What a rider does in one shift for one shop: entries are added and never changed. Only the rider writes. */
export type RiderLog = {
  /** By UUIDv7: canonical JSON of what happened. */
  entries: Record<string, Text>
}

export type RiderLogAbout = About & {
  sort: 'rider-log'
  rider: string
  store: string
  shift: string
}
export const riderLogAbout = (rider: string, store: string, shift: string): RiderLogAbout => ({
  sort: 'rider-log',
  rider,
  store,
  shift,
})

const enter: Edit<RiderLog, { id: string; entry: string }> = (log, { id, entry }, make) => {
  if (!log.entries[id]) log.entries[id] = make.text(entry)
}

export const riderLog = defineDocument<RiderLog, { enter: typeof enter }>({
  sort: 'rider-log',
  first: () => ({ entries: {} }),
  edits: { enter },
  rollsOver: {},
  allows: (op) => op.path.length === 2 && op.path[0] === 'entries' && isWrittenOnce(op),
})
