import type { Tint } from '../../schema/aisles.ts'

/** A shop's scalloped awning in its tint and paper; rolled up to a bar while the shop is closed. */
export function Awning(props: { tint: Tint; rolled?: boolean; tall?: boolean }) {
  return (
    <span
      aria-hidden="true"
      class={`awning tint-${props.tint} ${props.rolled ? 'rolled' : ''} ${props.tall ? 'tall' : ''}`}
    />
  )
}

/** The same awning over the shop's first letter: how a shop is recognised in orders. */
export function Avatar(props: { tint: Tint; name: string }) {
  return (
    <span class={`avatar tint-${props.tint}`} aria-hidden="true">
      <Awning tint={props.tint} />
      <span class="letter">{firstLetter(props.name)}</span>
    </span>
  )
}

/** The first letter as a reader counts it: a Tamil or Hindi letter takes its vowel sign with it. */
export function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  return first?.segment.toUpperCase() ?? ''
}
