import type { Tint } from '../../schema/aisles.ts'
import type { Glyph } from '../../schema/glyphs.ts'
import { GLYPHS } from '../../schema/glyphs.ts'
import { Icon } from './icon.tsx'

/** What stands for a product without a photograph: a glyph of its shelf on the tint of its aisle. */
export function Plate(props: {
  glyph?: string | undefined
  tint: Tint
  size?: 'row' | 'fix' | 'tile' | 'page'
  out?: boolean
}) {
  const glyph = (): Glyph => GLYPHS.find((known) => known === props.glyph) ?? 'basket'
  return (
    <span class={`plate ${props.size ?? 'row'} ${props.out ? 'out' : `tint-${props.tint}`}`}>
      <Icon name={`g-${glyph()}`} class="glyph" />
    </span>
  )
}
