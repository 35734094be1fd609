import icons from './icons.svg'

/** One drawing of the sprite; silent unless it carries a `label`. The sprite is a file: the content policy allows no data: address. */
export function Icon(props: { name: string; class?: string; label?: string }) {
  return (
    <svg
      class={`icon ${props.class ?? ''}`}
      role={props.label ? 'img' : undefined}
      aria-label={props.label}
      aria-hidden={props.label ? undefined : 'true'}
    >
      <use href={`${icons}#${props.name}`} />
    </svg>
  )
}
