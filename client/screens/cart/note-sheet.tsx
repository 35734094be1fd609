import { createEffect, createSignal, on, Show } from 'solid-js'
import { useReplica } from '../../bind/replica-provider.tsx'
import { type NoteOn, noteLength, noteOn, writeNote } from '../../market/notes.ts'
import { wareName, wareOf } from '../../market/shelf.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { language, say } from '../../words/say.ts'

/** A word to the shop about one product, or about the whole order. Saving it empty takes it back. */
export function NoteSheet(props: { on: NoteOn | undefined; onClose(): void }) {
  const live = useReplica()
  const [text, setText] = createSignal('')
  createEffect(
    on(
      () => props.on,
      (about) => setText((about && noteOn(live, about)) ?? ''),
    ),
  )
  const ware = () => {
    const about = props.on
    return about?.sku === undefined ? undefined : wareOf(live, about.store, about.sku)
  }
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    if (props.on) await writeNote(live, props.on, text())
    props.onClose()
  }
  return (
    <Sheet
      open={props.on !== undefined}
      title={say(props.on?.sku === undefined ? 'cart.noteOrder' : 'cart.note')}
      onClose={props.onClose}
    >
      <form class="flex flex-col gap-6" onSubmit={(event) => void save(event)}>
        <Show when={ware()}>
          {(known) => <p class="text-ink-soft">{wareName(known(), language())}</p>}
        </Show>
        <Field
          label={say('cart.noteLabel')}
          hint={say('cart.noteText')}
          placeholder={say(props.on?.sku === undefined ? 'cart.noteOrderHint' : 'cart.noteHint')}
          maxlength={props.on && noteLength(props.on)}
          autocomplete="off"
          enterkeyhint="done"
          autofocus
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Button look="main" type="submit">
          {say('cart.noteSave')}
        </Button>
      </form>
    </Sheet>
  )
}
