import { createSignal } from 'solid-js'
import { LANGUAGES, type Language } from '../../schema/names.ts'
import type { Place } from '../../schema/place.ts'

/** How the person wants it. It must be known before the first paint, so it lives in localStorage; it holds no secret. */
export const TEXT_SIZES = ['100', '125', '150', '200'] as const
export const THEMES = ['system', 'light', 'dark'] as const

export type Area = { label: string; place: Place }
/** Who uses this browser now; their data is in a database of their own. */
export type Someone = { id: string; phone: string; name?: string }

const name = (key: string) => `haat/${key}`

function remembered<Value>(key: string, read: (value: unknown) => Value) {
  const first = read(stored(key))
  const [value, set] = createSignal<Value>(first, { equals: false })
  // Another tab changed it: all tabs switch together.
  window.addEventListener('storage', (event) => {
    if (event.key === name(key) || event.key === null) set(() => read(stored(key)))
  })
  return [
    value,
    (next: Value) => {
      if (next === undefined) localStorage.removeItem(name(key))
      else localStorage.setItem(name(key), JSON.stringify(next))
      set(() => next)
    },
  ] as const
}

function stored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name(key)) ?? 'null')
  } catch {
    return null
  }
}

const among = <One extends string>(known: readonly One[], value: unknown): One | undefined =>
  known.find((one) => one === value)

export const [chosenLanguage, chooseLanguage] = remembered<Language | undefined>(
  'language',
  (value) => among(LANGUAGES, value),
)
export const [textSize, setTextSize] = remembered(
  'text',
  (value) => among(TEXT_SIZES, value) ?? '100',
)
export const [theme, setTheme] = remembered('theme', (value) => among(THEMES, value) ?? 'system')
export const [saver, setSaver] = remembered('saver', (value) => value === true)
export const [installDismissedAt, setInstallDismissedAt] = remembered(
  'install-dismissed',
  (value) => (typeof value === 'number' ? value : 0),
)
export const [area, setArea] = remembered<Area | undefined>('area', (value) =>
  value && typeof value === 'object' ? (value as Area) : undefined,
)
export const [someone, setSomeone] = remembered<Someone | undefined>('person', (value) =>
  value && typeof value === 'object' ? (value as Someone) : undefined,
)

/** Another tab has signed somebody in or out. */
export function onSomeoneElse(changed: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === name('person') || key === null) changed()
  })
}

/** Who has left this browser and is still being forgotten; read anew, since another tab may have finished it. */
export function leavingPerson(): string | undefined {
  const left = stored('leaving')
  return typeof left === 'string' ? left : undefined
}
export function setLeaving(person: string | undefined): void {
  if (person === undefined) localStorage.removeItem(name('leaving'))
  else localStorage.setItem(name('leaving'), JSON.stringify(person))
}

/** This browser's own name towards the server; it outlives a sign-out. */
export function deviceId(): string {
  const known = stored('device')
  if (typeof known === 'string') return known
  const drawn = crypto.randomUUID()
  localStorage.setItem(name('device'), JSON.stringify(drawn))
  return drawn
}

/** Puts theme and text size on the page. */
export function wear(): void {
  const root = document.documentElement
  root.dataset.theme = theme()
  root.dataset.text = textSize()
}

/** Whether to load as little as possible: the person's wish, or the browser's word. */
export function isSaving(): boolean {
  const { connection } = navigator as Navigator & {
    connection?: { saveData?: boolean; effectiveType?: string }
  }
  return saver() || connection?.saveData === true || /2g$/.test(connection?.effectiveType ?? '')
}
