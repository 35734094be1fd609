import { say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'
import { NothingHere } from './nothing-here.tsx'

/** An address that leads nowhere. */
export default function Missing() {
  return (
    <Frame
      title={say('missing.title')}
      back="/"
      head={<h1 class="unseen">{say('missing.title')}</h1>}
    >
      <NothingHere />
    </Frame>
  )
}
