import { ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { say } from '../../words/say.ts'

/** What an address that leads nowhere shows, with one way back. */
export function NothingHere() {
  return (
    <Empty drawing="shutter" title={say('missing.title')} text={say('missing.text')}>
      <ButtonLink look="main" href="/">
        {say('missing.back')}
      </ButtonLink>
    </Empty>
  )
}
