import { useNavigate } from '@solidjs/router'
import { For } from 'solid-js'
import type { Language } from '../../../schema/names.ts'
import { loadFaces } from '../../faces.ts'
import { area, chooseLanguage } from '../../market/prefs.ts'
import { Awning } from '../../parts/awning.tsx'
import { Icon } from '../../parts/icon.tsx'
import { speak } from '../../words/say.ts'

/** Each in its own words: nobody has chosen a language yet. */
const LANGUAGES: { code: Language; name: string; says: string }[] = [
  { code: 'en', name: 'English', says: 'The shops around you, even without internet' },
  { code: 'ta', name: 'தமிழ்', says: 'உங்கள் பக்கத்துக் கடைகள், இணையம் இல்லாமலும்' },
  { code: 'hi', name: 'हिन्दी', says: 'आपके आस-पास की दुकानें, बिना इंटरनेट के भी' },
]

/** The first screen ever: languages and nothing else. Who somebody is comes from signing in. */
export default function Welcome() {
  const navigate = useNavigate()
  const choose = async (language: Language) => {
    chooseLanguage(language)
    await speak(language)
    void loadFaces(language)
    navigate(area() ? '/' : '/place', { replace: true })
  }
  return (
    <div class="welcome">
      <Awning tint="betel" tall />
      <main>
        <div class="sign">
          <Icon name="haat" class="emblem" />
          <h1>
            Haat <span lang="ta">ஹாட்</span> <span lang="hi">हाट</span>
          </h1>
        </div>
        <ul class="card rows">
          <For each={LANGUAGES}>
            {({ code, name, says }) => (
              <li>
                <button type="button" lang={code} onClick={() => void choose(code)}>
                  <span class="name">{name}</span>
                  <span class="says">{says}</span>
                  <Icon name="next" />
                </button>
              </li>
            )}
          </For>
        </ul>
      </main>
    </div>
  )
}
