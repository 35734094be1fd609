import { createContext, type JSX, onCleanup, useContext } from 'solid-js'
import { assert } from '../../engine/model/assert.ts'
import type { Replica } from '../../engine/replica/index.ts'
import { type Live, liveOf } from './live.ts'

const Here = createContext<Live>()

/** Everything below reads from this replica; it is not closed with the tree. */
export function ReplicaProvider(props: { replica: Replica; children: JSX.Element }) {
  const live = liveOf(props.replica)
  onCleanup(live.stop)
  return <Here.Provider value={live}>{props.children}</Here.Provider>
}

/** The replica of the nearest provider, as something that can be watched. */
export function useReplica(): Live {
  const live = useContext(Here)
  assert(live, 'useReplica outside of a ReplicaProvider')
  return live
}
