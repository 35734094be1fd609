import type { Status } from '../../engine/replica/index.ts'

/** Nothing new can be heard: there is no network, or the server does not let this phone in. Visitors need no letting in. */
export const isCutOff = (status: Status): boolean =>
  status.at === 'offline' ||
  status.at === 'update' ||
  (status.at === 'sign-in' && status.why !== 'visitor')
