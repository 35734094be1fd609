import { useReplica } from '../../bind/replica-provider.tsx'
import { saveCopy } from '../../market/save-copy.ts'
import { Button } from '../../parts/button.tsx'
import { asideWords } from '../../words/no.ts'
import { say, sentence } from '../../words/say.ts'

/** The server did not take an order: why, what became of it, and a copy to take away. */
export function Aside(props: { code: string }) {
  const live = useReplica()
  return (
    <>
      <h2>{say('tick.aside')}</h2>
      <p class="mb-3">
        {sentence(say('order.asideTitle'))} {asideWords(props.code)} {say('order.asideText')}
      </p>
      <Button icon="share" onClick={() => void saveCopy(live)}>
        {say('sync.export')}
      </Button>
    </>
  )
}
