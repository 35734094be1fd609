import { HaatError } from '../../../engine/model/error.ts'
import { saveCopy } from '../../market/save-copy.ts'
import { here } from '../../market/session.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { say, sayMaybe } from '../../words/say.ts'

/** A screen that broke: what is on the phone is safe, and can be taken along without any wasm. */
export function Crash(props: { error: unknown; onAgain(): void }) {
  // A developer sees what a person is spared.
  reportError(props.error)
  const why = () =>
    props.error instanceof HaatError ? sayMaybe(`broken.${props.error.code}`) : undefined
  return (
    <main class="mx-auto max-w-read p-4">
      <Empty drawing="shutter" title={say('crash.title')} text={why() ?? say('crash.text')}>
        <div class="flex flex-col gap-3">
          <Button look="main" icon="again" onClick={() => props.onAgain()}>
            {say('crash.again')}
          </Button>
          <Button
            icon="export"
            onClick={() => {
              const replica = here()
              if (replica) void saveCopy({ replica })
            }}
          >
            {say('crash.export')}
          </Button>
        </div>
      </Empty>
    </main>
  )
}
