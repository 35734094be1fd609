import * as v from 'valibot'
import { defineShape } from '../../engine/model/shape.ts'
import { PLATFORM } from '../../schema/lanes.ts'
import { PLATFORM_ROLES, STORE_ROLES } from '../../schema/roles.ts'

const person = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))
const step = v.picklist(['grant', 'revoke', 'suspend', 'restore'])

/** What somebody is, where. `scope` is the name of the lane that the role is about. */
export const SetMembershipBody = v.union([
  v.strictObject({
    scope: v.pipe(
      v.custom<`store:${string}`>((value) => typeof value === 'string'),
      v.regex(/^store:[a-z0-9][a-z0-9-]{1,39}$/),
    ),
    person,
    role: v.picklist(STORE_ROLES),
    do: step,
  }),
  v.strictObject({
    scope: v.literal(PLATFORM),
    person,
    role: v.picklist(PLATFORM_ROLES),
    do: step,
  }),
])
export type SetMembershipBody = v.InferOutput<typeof SetMembershipBody>

export const setMembershipShape = defineShape<SetMembershipBody>({
  name: 'set-membership',
  body: SetMembershipBody,
  example: {
    scope: 'store:annai-stores',
    person: '01936f6e-7c1a-7000-8000-000000000009',
    role: 'owner',
    do: 'grant',
  },
})
