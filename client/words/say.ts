import { type BaseRecordDict, flatten, resolveTemplate } from '@solid-primitives/i18n'
import { createSignal } from 'solid-js'
import { LANGUAGES, type Language } from '../../schema/names.ts'
import type { Words } from './en/index.ts'

type Keys<Area, Wanted> = {
  [K in keyof Area & string]: Area[K] extends Wanted ? K : never
}[keyof Area & string]
/** `area.key` of a sentence. */
export type Key = { [A in keyof Words & string]: `${A}.${Keys<Words[A], string>}` }[keyof Words &
  string]
/** `area.key` of a sentence that counts. */
export type CountKey = {
  [A in keyof Words & string]: `${A}.${Keys<Words[A], { one: string; other: string }>}`
}[keyof Words & string]
export type Blanks = Record<string, string | number>

const load: Record<Language, () => Promise<{ words: Words }>> = {
  en: () => import('./en/index.ts'),
  ta: () => import('./ta/index.ts'),
  hi: () => import('./hi/index.ts'),
}

type Shown = {
  language: Language
  sentences: Record<string, unknown>
  plurals: Intl.PluralRules
}
const [shown, setShown] = createSignal<Shown>()

/** Puts a dictionary on screen; the one in memory is the one on screen. */
export function show(language: Language, words: Words): void {
  setShown({
    language,
    sentences: flatten(words as unknown as BaseRecordDict),
    plurals: new Intl.PluralRules(language),
  })
}

/** Shows a language once its words are here. */
export async function speak(language: Language): Promise<void> {
  const { words } = await load[language]()
  show(language, words)
  document.documentElement.lang = language
}

export const language = (): Language => shown()?.language ?? 'en'

function look(key: string, blanks: Blanks = {}): string | undefined {
  const text = shown()?.sentences[key]
  return typeof text === 'string' ? resolveTemplate(text, blanks) : undefined
}

/** The sentence of a key, its blanks filled. Reactive: it changes with the language. */
export const say = (key: Key, blanks?: Blanks): string => look(key, blanks) ?? key

/** The sentence of a key for `n` things; `{{n}}` is filled. */
export function count(key: CountKey, n: number, blanks?: Blanks): string {
  const form = shown()?.plurals.select(n) === 'one' ? 'one' : 'other'
  return look(`${key}.${form}`, { n, ...blanks }) ?? key
}

/** With the full stop of the person's language: `.`, or the danda of Hindi. */
export const sentence = (words: string): string => `${words}${say('common.stop')}`

/** A sentence whose key came over the wire, or undefined if there is none. */
export const sayMaybe = (key: string, blanks?: Blanks): string | undefined => look(key, blanks)

/** The language a first visit starts in. */
export function preferred(languages: readonly string[]): Language {
  for (const wanted of languages) {
    const found = LANGUAGES.find((known) => wanted.toLowerCase().split('-')[0] === known)
    if (found) return found
  }
  return 'en'
}
