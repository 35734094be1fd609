import type { ValidationTargets } from 'hono'
import { resolver, validator } from 'hono-openapi'
import type * as v from 'valibot'
import { type ProblemCode, problem, problems } from './problem.ts'

const codes = { json: 'invalid-body', query: 'invalid-query', param: 'invalid-path' } as const

/** Parses a part of the request once, at the door; what does not fit is a problem with the field's path. */
export const validate = <
  Schema extends v.GenericSchema,
  Target extends keyof typeof codes & keyof ValidationTargets,
>(
  target: Target,
  schema: Schema,
) =>
  validator(target, schema, (result) => {
    if (result.success) return
    const [issue] = result.error
    const field = (issue?.path ?? []).map((part) =>
      String(typeof part === 'object' ? part.key : part),
    )
    throw problem(codes[target], {
      ...(field.length > 0 && { field: field.join('.') }),
      ...(issue && { detail: issue.message }),
    })
  })

/** The answers of a route, for `/openapi.json`: its success, and the problems it may name. */
export function answers(schema: v.GenericSchema | undefined, ...codes: ProblemCode[]) {
  const said = codes.map((code) => [String(problems[code][0]), code] as const)
  const refusals = Object.fromEntries(
    said.map(([status]) => {
      const all = said.filter(([other]) => other === status).map(([, code]) => `\`${code}\``)
      return [status, { description: all.join(', '), content: problemContent }]
    }),
  )
  if (!schema) return { 204: { description: 'Done' }, ...refusals }
  const content = { 'application/json': { schema: resolver(schema) } }
  return { 200: { description: 'As asked', content }, ...refusals }
}

const problemContent = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
} as const
