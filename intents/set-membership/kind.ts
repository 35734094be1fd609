import { defineKind } from '../../engine/model/kind.ts'
import { membershipsAt, membershipsOf } from '../../schema/areas/memberships.ts'
import { storeById } from '../../schema/areas/stores.ts'
import { PLATFORM } from '../../schema/lanes.ts'
import { decide, type Seen, topOf } from './decide.ts'
import { type SetMembershipBody, setMembershipShape } from './shape.ts'

const storeOf = (scope: string) => storeById(scope.slice('store:'.length))

export const setMembership = defineKind<SetMembershipBody, Seen>({
  shape: setMembershipShape,
  lane: ({ scope }) => scope,
  needs: ({ scope, person, role }) => [
    membershipsOf(person),
    ...(scope === PLATFORM ? [] : [storeOf(scope)]),
    ...(role === topOf(scope) ? [membershipsAt(scope)] : []),
  ],
  view: (rows, { scope, person, role }) => {
    const top = role === topOf(scope) ? rows.all(membershipsAt(scope)) : []
    return {
      isScope: scope === PLATFORM || rows.one(storeOf(scope)) !== undefined,
      held: rows.all(membershipsOf(person)).filter((m) => m.scope === scope),
      atTheTop: top.filter((m) => m.role === role && m.status === 'active').length,
    }
  },
  decide,
})
