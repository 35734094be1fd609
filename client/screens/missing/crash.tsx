import { Show } from 'solid-js'
import { HaatError } from '../../../engine/model/error.ts'
import { saveCopy } from '../../market/save-copy.ts'
import { here } from '../../market/session.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { say, sayMaybe } from '../../words/say.ts'

/** A screen that broke: what is on the phone is safe, and can be taken along without any wasm. */
export function Crash(props: { error: unknown }) {
  // A developer sees what a person is spared.
  reportError(props.error)
  const why = () =>
    props.error instanceof HaatError ? sayMaybe(`broken.${props.error.code}`) : undefined
  return (
    <main class="mx-auto max-w-read p-4">
      <Empty drawing="shutter" title={say('crash.title')} text={why() ?? say('crash.text')}>
        <div class="flex flex-col gap-3">
          <Button look="main" icon="again" onClick={() => location.reload()}>
            {say('crash.again')}
          </Button>
          {/* Where the database did not open there is nothing to copy from. */}
          <Show when={here()}>
            {(replica) => (
              <Button icon="export" onClick={() => void saveCopy({ replica: replica() })}>
                {say('crash.export')}
              </Button>
            )}
          </Show>
        </div>
      </Empty>
    </main>
  )
}
