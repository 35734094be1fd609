import { A } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { splitProps } from 'solid-js'
import { Icon } from './icon.tsx'

type Look = 'main' | 'second' | 'quiet' | 'danger'
type Shared = { look?: Look; icon?: string; busy?: boolean; class?: string; children: JSX.Element }

/** A press. `main` is filled leaf, 56 high and full width on a phone: at most one on a screen. */
export function Button(
  props: Shared & Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'class'>,
) {
  const [own, rest] = splitProps(props, ['look', 'icon', 'busy', 'class', 'children'])
  return (
    <button
      type="button"
      class={`button ${own.look ?? 'second'} ${own.class ?? ''}`}
      aria-busy={own.busy ? 'true' : undefined}
      {...rest}
    >
      <Face icon={own.icon} busy={own.busy}>
        {own.children}
      </Face>
    </button>
  )
}

/** The same face on a link. */
export function ButtonLink(props: Shared & { href: string; onClick?: () => void }) {
  return (
    <A
      href={props.href}
      class={`button ${props.look ?? 'second'} ${props.class ?? ''}`}
      onClick={() => props.onClick?.()}
    >
      <Face icon={props.icon} busy={props.busy}>
        {props.children}
      </Face>
    </A>
  )
}

function Face(props: {
  icon?: string | undefined
  busy?: boolean | undefined
  children: JSX.Element
}) {
  return (
    <>
      {props.busy ? <Icon name="m-arc" class="mark turning" /> : null}
      {props.icon && !props.busy ? <Icon name={props.icon} /> : null}
      <span>{props.children}</span>
    </>
  )
}

/** A round press that is only an icon: 48 px, and its name for those who do not see it. */
export function IconButton(
  props: { icon: string; label: string } & Omit<
    JSX.ButtonHTMLAttributes<HTMLButtonElement>,
    'children' | 'class'
  >,
) {
  const [own, rest] = splitProps(props, ['icon', 'label'])
  return (
    <button type="button" class="icon-button" aria-label={own.label} {...rest}>
      <Icon name={own.icon} />
    </button>
  )
}
