import { ButtonLink } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'

/** An address that leads nowhere, with one way back. */
export default function Missing() {
  return (
    <Frame
      title={say('missing.title')}
      back="/"
      head={<h1 class="unseen">{say('missing.title')}</h1>}
    >
      <Empty drawing="shutter" title={say('missing.title')} text={say('missing.text')}>
        <ButtonLink look="main" href="/">
          {say('missing.back')}
        </ButtonLink>
      </Empty>
    </Frame>
  )
}
