import { type ProblemCode, problems } from '../http/problem.ts'
import { type Html, html, prose } from './html.ts'
import { type Schema, shapeOf } from './shape.ts'

type Content = Record<string, { schema?: Schema }>
type Operation = {
  summary?: string
  description?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[]
  requestBody?: { content?: Content }
  responses?: Record<string, { description?: string; content?: Content }>
}
/** What we read of an OpenAPI document. */
export type Spec = {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, Operation>>
}

const methods = ['get', 'post', 'put', 'delete']

/** The API to read: no script, nothing from elsewhere. */
export function apiPage(spec: Spec): string {
  const all = Object.entries(spec.paths).flatMap(([path, of]) =>
    methods.flatMap((method) => {
      const operation = of[method]
      return operation ? [{ path, method, operation, tag: operation.tags?.[0] ?? 'other' }] : []
    }),
  )
  const tags = [...new Set(all.map(({ tag }) => tag))]
  const sections = tags.map(
    (tag) => html`<section><h2 id="${tag}">${tag}</h2>
      ${all.filter((one) => one.tag === tag).map(({ path, method, operation }) => operationOf(path, method, operation))}
    </section>`,
  )
  const links = tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)
  return layout(
    spec.info.title,
    html`<h1>${spec.info.title}</h1><p>${prose(spec.info.description)}</p>
      <nav>${links}<a href="/docs/errors">errors</a> <a href="/openapi.json">openapi.json</a></nav>${sections}`,
  )
}

function operationOf(path: string, method: string, operation: Operation): Html {
  const body = operation.requestBody?.content?.['application/json']?.schema
  const parameters = operation.parameters ?? []
  const responses = Object.entries(operation.responses ?? {})
  return html`<article>
    <h3><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code></h3>
    <p><strong>${operation.summary}.</strong> ${prose(operation.description)}</p>
    ${parameters.length > 0 && html`<h4>Parameters</h4><dl>${parameters.map(parameterOf)}</dl>`}
    ${body && html`<h4>Body</h4><pre>${shapeOf(body)}</pre>`}
    <h4>Answers</h4><dl>${responses.map(([status, { description, content }]) => {
      const schema = content?.['application/json']?.schema
      return html`<dt>${status}</dt><dd>${prose(description)}${schema && html`<pre>${shapeOf(schema)}</pre>`}</dd>`
    })}</dl>
  </article>`
}

const parameterOf = ({
  name,
  in: where,
  required,
  schema,
}: NonNullable<Operation['parameters']>[number]) =>
  html`<dt><code>${name}</code></dt><dd>${where}${required ? '' : ', optional'}: ${shapeOf(schema ?? {})}</dd>`

/** Every code a problem can carry; each has its anchor, which is what `type` points to. */
export function errorsPage(): string {
  const rows = (Object.keys(problems) as ProblemCode[]).map((code) => {
    const [status, title] = problems[code]
    return html`<dt id="${code}"><code>${code}</code> ${status}</dt><dd>${prose(title)}</dd>`
  })
  return layout(
    'Errors',
    html`<h1>Errors</h1><p>A refused request is answered with <code>application/problem+json</code>: <code>type</code>,
      <code>title</code>, <code>status</code>, a stable <code>code</code>, and where they help <code>field</code>,
      <code>detail</code>, <code>params</code>. <code>requestId</code> finds the request in the server's log.</p>
      <nav><a href="/docs">API</a></nav><dl>${rows}</dl>`,
  )
}

function layout(title: string, body: Html): string {
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Haat</title>
    <meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs/docs.css"></head>
    <body><main>${body}</main></body></html>`
  return page.html
}
