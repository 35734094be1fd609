import type { AuthorityStore, LaneHold, Written } from '../../engine/authority/store.ts'
import type { World } from './world.ts'

/**
 * Protections taken out of the running world, by name, at its seams: no file is changed. The laws must notice each
 * within a few seeds, or they prove nothing.
 */
export const mutants: Record<string, (world: World) => void> = {
  'a change is acknowledged before it is stored': ({ seams, scheduler }) => {
    seams.hostStore = (store, node) => ({
      ...store,
      flush: async (flushes) => {
        scheduler.after(
          50,
          node,
          'flushes late',
          () => void store.flush(flushes).catch(() => undefined),
        )
        return new Set(flushes.map(({ id }) => id))
      },
    })
  },

  'an intent becomes pending in a second transaction': ({ seams, scheduler, database, pend }) => {
    seams.hostStore = (store, node) => ({
      ...store,
      flush: async (flushes) => {
        const bare = flushes.map((flush) => ({ ...flush, intents: [] }))
        const stored = await store.flush(bare)
        const found = flushes.flatMap(({ id, intents }) => (stored.has(id) ? intents : []))
        scheduler.after(50, node, 'pends late', () => {
          void database.call(node, 'pend', () => pend(found)).catch(() => undefined)
        })
        return stored
      },
    })
  },

  'a lane is not locked': ({ seams, database }) => {
    seams.authorityStore = taking((hold) => {
      database.locks.delete(hold.lane)
      return hold
    })
  },

  'an answered intent stays and is decided again': ({ seams }) => {
    seams.authorityStore = taking((hold) => ({
      ...hold,
      answered: new Map(),
      commit: (written) =>
        hold.commit({ ...written, rest: () => ({ ...written.rest(), done: [] }) }),
    }))
  },

  'a follower lane is left out': ({ seams }) => {
    seams.authorityStore = writing((written) => ({
      ...written,
      rest: () => ({
        ...written.rest(),
        facts: written.rest().facts.filter(({ lane }) => !lane.startsWith('user:')),
      }),
    }))
  },

  'a row is not written': ({ seams }) => {
    seams.authorityStore = writing((written) => ({
      ...written,
      parts: [...written.parts].map(({ rows, outcomes }) => ({
        rows: rows.filter(({ area }) => area !== 'stock'),
        outcomes,
      })),
    }))
  },

  'a decision is not audited': ({ seams }) => {
    seams.authorityStore = writing((written) => ({
      ...written,
      links: [[...written.links].flat().slice(1)],
    }))
  },

  'what is said to be saved is not strict': ({ seams }) => {
    seams.deviceStore = (store) => ({
      ...store,
      commit: (writes) => store.commit(writes, 'relaxed'),
    })
  },

  'anybody may write anything': ({ seams }) => {
    seams.may = () => async () => 'write'
  },
}

const taking =
  (change: (hold: LaneHold) => LaneHold) =>
  (store: AuthorityStore): AuthorityStore => ({
    ...store,
    take: async (lane, limit) => {
      const hold = await store.take(lane, limit)
      return hold && change(hold)
    },
  })

const writing = (change: (written: Written) => Written) =>
  taking((hold) => ({ ...hold, commit: (written) => hold.commit(change(written)) }))
