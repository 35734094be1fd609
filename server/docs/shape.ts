/** What we read of a JSON schema. */
export type Schema = {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  $ref?: string
  description?: string
}

/** A schema as one reads it: `{ phone: string, code?: string }`. */
export function shapeOf(schema: Schema, indent = ''): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? 'any'
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => shapeOf(one, indent)).join(' | ')
  if (schema.items) return `${shapeOf(schema.items, indent)}[]`
  if (!schema.properties) return [schema.type ?? 'any'].flat().join(' | ')
  const inner = `${indent}  `
  const lines = Object.entries(schema.properties).map(([name, of]) => {
    const optional = schema.required?.includes(name) ? '' : '?'
    return `${inner}${name}${optional}: ${shapeOf(of, inner)}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}
