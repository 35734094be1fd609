import { For, type JSX } from 'solid-js'
import { LANGUAGES, type Language } from '../../../schema/names.ts'
import { loadFaces } from '../../faces.ts'
import {
  chooseLanguage,
  setTextSize,
  setTheme,
  TEXT_SIZES,
  THEMES,
  textSize,
  theme,
  wear,
} from '../../market/prefs.ts'
import { Icon } from '../../parts/icon.tsx'
import { type Key, language, say, speak } from '../../words/say.ts'

const OWN_NAMES: Record<Language, string> = { en: 'English', ta: 'தமிழ்', hi: 'हिन्दी' }
const THEME_WORDS: Record<(typeof THEMES)[number], Key> = {
  system: 'settings.themeSystem',
  light: 'settings.themeLight',
  dark: 'settings.themeDark',
}

/** Language, text size, appearance: each takes effect in front of you. */
export function Choices() {
  const speakNow = async (chosen: Language) => {
    chooseLanguage(chosen)
    await speak(chosen)
    void loadFaces(chosen)
  }
  return (
    <section class="card rows">
      <Group icon="language" label={say('settings.language')}>
        <For each={LANGUAGES}>
          {(code) => (
            <Chip
              group="language"
              lang={code}
              label={OWN_NAMES[code]}
              on={language() === code}
              onChoose={() => void speakNow(code)}
            />
          )}
        </For>
      </Group>
      <Group icon="text" label={say('settings.text')}>
        <For each={TEXT_SIZES}>
          {(size) => (
            <Chip
              group="text"
              label={`${size}%`}
              on={textSize() === size}
              onChoose={() => {
                setTextSize(size)
                wear()
              }}
            />
          )}
        </For>
      </Group>
      <Group icon="theme" label={say('settings.theme')}>
        <For each={THEMES}>
          {(each) => (
            <Chip
              group="theme"
              label={say(THEME_WORDS[each])}
              on={theme() === each}
              onChoose={() => {
                setTheme(each)
                wear()
              }}
            />
          )}
        </For>
      </Group>
    </section>
  )
}

function Group(props: { icon: string; label: string; children: JSX.Element }) {
  return (
    <fieldset class="group">
      <legend>
        <Icon name={props.icon} />
        {props.label}
      </legend>
      <div class="choices">{props.children}</div>
    </fieldset>
  )
}

function Chip(props: {
  group: string
  label: string
  lang?: string
  on: boolean
  onChoose(): void
}) {
  return (
    <label class="chip" lang={props.lang}>
      <input type="radio" name={props.group} checked={props.on} onChange={() => props.onChoose()} />
      <span>{props.label}</span>
    </label>
  )
}
