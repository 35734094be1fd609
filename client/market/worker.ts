import { createSignal } from 'solid-js'

const [waiting, setWaiting] = createSignal<ServiceWorker>()

/** A newer version is installed and waits until the person says so. */
export const newVersion = () => waiting() !== undefined

/** Installs the worker after the first paint. Nothing here fails loudly: without a worker the market still works online. */
export async function install(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => undefined)
  if (!registration) return
  const see = (worker: ServiceWorker | null) => {
    if (!worker) return
    const ready = () => {
      // The first one ever takes over nothing: there is no older version to replace.
      if (worker.state === 'installed' && navigator.serviceWorker.controller) setWaiting(worker)
    }
    worker.addEventListener('statechange', ready)
    ready()
  }
  see(registration.waiting)
  registration.addEventListener('updatefound', () => see(registration.installing))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => {})
  })
}

/**
 * Takes the new version now: every tab of this origin reloads into it. What is being written is already saved. If none
 * is here yet it is looked for, and says by itself when it is ready; if there is none, the page is asked for again.
 */
export async function updateNow(): Promise<void> {
  const ready = waiting()
  if (!ready) {
    const registration = await navigator.serviceWorker?.getRegistration()
    await registration?.update().catch(() => {})
    if (!registration?.installing && !registration?.waiting) location.reload()
    return
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  })
  ready.postMessage('take-over')
}
