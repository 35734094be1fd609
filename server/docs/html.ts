const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** HTML that may be put into HTML as it is. */
export type Html = { html: string }

/** Every value is escaped, except what is `Html` already; arrays are joined, `undefined` and `false` leave nothing. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  return {
    html: parts.map((part, i) => part + (i < values.length ? shown(values[i]) : '')).join(''),
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === false) return ''
  if (Array.isArray(value)) return value.map(shown).join('')
  if (typeof value === 'object' && 'html' in value) return String(value.html)
  return String(value).replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
}

/** Text with `code` and nothing else of Markdown. */
export function prose(text: string | undefined): Html[] {
  return (text ?? '')
    .split('`')
    .map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
