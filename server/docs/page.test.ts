import { expect, test } from 'vitest'
import { html, prose } from './html.ts'
import { shapeOf } from './shape.ts'

test('values are escaped, and what is HTML already is not escaped twice', () => {
  const inner = html`<b>${'<script>"&'}</b>`
  expect(html`<p>${inner}${[inner, false, undefined]}</p>`.html).toBe(
    '<p><b>&lt;script&gt;&quot;&amp;</b><b>&lt;script&gt;&quot;&amp;</b></p>',
  )
  expect(html`${prose('see `a<b`')}`.html).toBe('see <code>a&lt;b</code>')
})

test('a schema reads like a type', () => {
  const device = {
    anyOf: [{ type: 'string' }, { type: 'object', properties: { id: { type: 'string' } } }],
  }
  const schema = { properties: { phone: { type: 'string' }, device }, required: ['phone'] }
  expect(shapeOf(schema)).toBe('{\n  phone: string\n  device?: string | {\n    id?: string\n  }\n}')
})
