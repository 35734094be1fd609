import { createSignal } from 'solid-js'

type Offer = Event & { prompt(): Promise<unknown>; userChoice: Promise<{ outcome: string }> }

const [offer, setOffer] = createSignal<Offer>()
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  setOffer(event as Offer)
})
addEventListener('appinstalled', () => setOffer(undefined))

/** The browser would install it now. */
export const canInstall = () => offer() !== undefined

export async function installApp(): Promise<void> {
  const known = offer()
  if (!known) return
  await known.prompt()
  await known.userChoice
  setOffer(undefined)
}

/** Safari on a phone installs only by hand: Share, then Add to Home Screen. */
export const isBareIos = (): boolean =>
  /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches
