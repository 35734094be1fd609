import { createEffect, createUniqueId, type JSX, onCleanup, onMount, Show } from 'solid-js'
import { say } from '../words/say.ts'
import { IconButton } from './button.tsx'

/**
 * A native dialog: from below on a phone, centred where there is room. Escape, the cross and a press beside it close it;
 * the browser gives the focus back to where it was.
 */
export function Sheet(props: {
  open: boolean
  title: string
  onClose(): void
  children: JSX.Element
  /** Stays in sight below what scrolls: the main action. */
  foot?: JSX.Element
}) {
  let dialog: HTMLDialogElement | undefined
  const heading = createUniqueId()
  createEffect(() => {
    if (props.open && !dialog?.open) dialog?.showModal()
    if (!props.open && dialog?.open) dialog.close()
  })
  // A press on the backdrop lands on the dialog itself. Escape does the same for a keyboard.
  onMount(() =>
    dialog?.addEventListener('click', (event) => event.target === dialog && props.onClose()),
  )
  onCleanup(() => dialog?.open && dialog.close())
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby={heading} onClose={() => props.onClose()}>
      <div class="inside">
        <header>
          <h2 id={heading}>{props.title}</h2>
          <IconButton icon="close" label={say('common.close')} onClick={() => props.onClose()} />
        </header>
        <Show when={props.open}>
          <div class="body">{props.children}</div>
        </Show>
        <Show when={props.open && props.foot}>
          <footer>{props.foot}</footer>
        </Show>
      </div>
    </dialog>
  )
}
