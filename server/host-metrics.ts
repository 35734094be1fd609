import type { Logger } from 'pino'
import type { HostEvent } from '../engine/host/index.ts'
import type { Metrics } from './metrics.ts'

/** Counts what the document host tells, and logs what broke. Never a document's bytes, and no person's id as a label. */
export function observeHost(metrics: Metrics, log: Logger): (event: HostEvent) => void {
  const frames = metrics.counter('doc_frames_total', 'Frames received', ['type'])
  const bytes = metrics.counter('doc_frame_bytes_total', 'Bytes of frames received')
  const refused = metrics.counter('doc_refusals_total', 'Changes refused', ['reason'])
  const closed = metrics.counter('doc_closes_total', 'Sockets closed by us', ['code'])
  const happened = metrics.counter('doc_events_total', 'Other things that happened', ['event'])
  const changes = metrics.counter('doc_changes_total', 'Changes stored')
  const seconds = metrics.seconds('doc_seconds', 'How long a step took', ['step'])
  let resident = { documents: 0, bytes: 0 }
  metrics.gauge('doc_resident', 'Documents in memory', () => resident.documents)
  metrics.gauge('doc_resident_bytes', 'Their charge', () => resident.bytes)

  return (event) => {
    switch (event.event) {
      case 'frame':
        frames.inc({ type: event.type })
        bytes.inc(event.bytes)
        return
      case 'refused':
        return refused.inc({ reason: event.reason })
      case 'closed':
        return closed.inc({ code: String(event.code) })
      case 'resident':
        resident = event
        return
      case 'stored':
        changes.inc(event.changes)
        return seconds.observe({ step: 'store' }, event.ms / 1000)
      case 'applied':
        return seconds.observe({ step: 'apply' }, event.ms / 1000)
      case 'answered':
        return seconds.observe({ step: 'acknowledge' }, event.ms / 1000)
      case 'loaded':
        return seconds.observe({ step: 'load' }, event.ms / 1000)
      case 'document-failed':
      case 'store-failed':
      case 'shard-died':
        log.error(event, 'the document host met something broken')
        return happened.inc({ event: event.event })
      default:
        return happened.inc({ event: event.event })
    }
  }
}
