import { useNavigate, useSearchParams } from '@solidjs/router'
import { createSignal, onMount } from 'solid-js'
import { createStore } from 'solid-js/store'
import { useReplica } from '../../bind/replica-provider.tsx'
import { keepAddress, readAddress } from '../../market/place.ts'
import { area, someone } from '../../market/prefs.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { say } from '../../words/say.ts'
import { Frame } from '../frame/frame.tsx'

const TEN_DIGITS = /^[6-9]\d{9}$/
const ownPath = (path: unknown) =>
  typeof path === 'string' && /^\/[a-z]/.test(path) ? path : undefined

/** House, landmark, name, phone: asked once, filled in from what is known, kept on this phone. */
export default function House() {
  const live = useReplica()
  const navigate = useNavigate()
  const [query] = useSearchParams()
  const then = () => ownPath(query.then) ?? '/you'
  const [tried, setTried] = createSignal(false)
  const [form, setForm] = createStore({
    house: '',
    landmark: '',
    name: someone()?.name ?? '',
    phone: someone()?.phone.replace('+91', '') ?? '',
  })
  onMount(async () => {
    const kept = await readAddress(live)
    if (kept) setForm({ ...kept, phone: kept.phone.replace('+91', '') })
  })
  const bare = () => form.phone.replace(/\D/g, '').slice(-10)
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (!form.house.trim() || !TEN_DIGITS.test(bare())) return
    const point = area()?.place
    await keepAddress(live, {
      house: form.house.trim(),
      landmark: form.landmark.trim(),
      name: form.name.trim(),
      phone: `+91${bare()}`,
      ...(point && { place: point }),
    })
    navigate(then(), { replace: true })
  }
  return (
    <Frame
      title={say('place.house')}
      back={then()}
      narrow
      foot={
        <Button look="main" type="submit" form="house">
          {say('place.done')}
        </Button>
      }
    >
      <p class="text-ink-soft">{say('place.houseText')}</p>
      <form
        id="house"
        class="flex flex-col gap-6"
        onSubmit={(event) => void save(event)}
        novalidate
      >
        <Field
          label={say('place.houseLabel')}
          autocomplete="street-address"
          value={form.house}
          onInput={(event) => setForm('house', event.currentTarget.value)}
          problem={tried() && !form.house.trim() ? say('place.needsHouse') : undefined}
        />
        <Field
          label={say('place.landmark')}
          optional={say('common.optional')}
          placeholder={say('place.landmarkHint')}
          value={form.landmark}
          onInput={(event) => setForm('landmark', event.currentTarget.value)}
        />
        <Field
          label={say('place.name')}
          optional={say('common.optional')}
          autocomplete="name"
          value={form.name}
          onInput={(event) => setForm('name', event.currentTarget.value)}
        />
        <Field
          label={say('place.phone')}
          before="+91"
          type="tel"
          inputmode="numeric"
          autocomplete="tel-national"
          value={form.phone}
          onInput={(event) => setForm('phone', event.currentTarget.value)}
          problem={tried() && !TEN_DIGITS.test(bare()) ? say('place.needsPhone') : undefined}
        />
      </form>
    </Frame>
  )
}
