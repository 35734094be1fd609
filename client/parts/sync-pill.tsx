import { Show } from 'solid-js'
import { say } from '../words/say.ts'
import { Icon } from './icon.tsx'

/** What the pill says: a mark, at most four words, one of four colours. `live` hides it. */
export type PillFace = {
  mark: 'm-choice' | 'm-ring' | 'm-half' | 'm-arc' | 'm-late' | 'm-new' | 'm-live'
  colour: 'red' | 'amber' | 'grey' | 'blue' | 'leaf'
  words: string
}

/** Offline is a mode, not an error: grey, never red. A press opens the remedy or the sync sheet. */
export function SyncPill(props: { face: PillFace | undefined; onOpen(): void }) {
  return (
    <div class="pill-space">
      <Show when={props.face}>
        {(face) => (
          <button
            type="button"
            class={`pill-press ${face().mark === 'm-live' ? 'passing' : ''}`}
            aria-label={say('pill.label', { state: face().words })}
            onClick={() => props.onOpen()}
          >
            <span class={`pill ${face().colour}`}>
              <Icon name={face().mark} class={`mark ${face().mark === 'm-arc' ? 'turning' : ''}`} />
              {face().words}
            </span>
          </button>
        )}
      </Show>
      <span class="unseen" role="status">
        {props.face?.words ?? ''}
      </span>
    </div>
  )
}

/** The mark alone, for the bar of a page that has been scrolled. */
export function SyncMark(props: { face: PillFace | undefined; onOpen(): void }) {
  return (
    <Show when={props.face}>
      {(face) => (
        <button
          type="button"
          class="icon-button"
          aria-label={say('pill.label', { state: face().words })}
          onClick={() => props.onOpen()}
        >
          <span class={`pill-dot ${face().colour}`}>
            <Icon name={face().mark} class={`mark ${face().mark === 'm-arc' ? 'turning' : ''}`} />
          </span>
        </button>
      )}
    </Show>
  )
}
