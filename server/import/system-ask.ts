import type { SystemAsk } from '../../engine/authority/index.ts'
import type { Intent } from '../../engine/model/intent.ts'
import type { Shape } from '../../engine/model/shape.ts'

/** A question of the system's with the body that its kind wants. Optional fields are absent, never undefined. */
export const systemAsk = <Body>(
  shape: Shape<Body>,
  { author, cause, body }: Pick<SystemAsk, 'author' | 'cause'> & { body: NoInfer<Body> },
): SystemAsk => ({ author, cause, kind: shape.name, body: body as Intent['body'] })
