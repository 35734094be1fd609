import '../trusted.ts'
import '../look.css'
import { Route, Router } from '@solidjs/router'
import { render } from 'solid-js/web'
import type { Language } from '../../schema/names.ts'
import { loadFaces } from '../faces.ts'
import { speak } from '../words/say.ts'
import { Parts } from './parts.tsx'

/** Every part in every state, to be looked at while it is made. Development only: `npx vite client/gallery`. */
const asked = new URLSearchParams(location.search)
const language = (asked.get('language') ?? 'en') as Language
if (asked.has('theme')) document.documentElement.dataset.theme = asked.get('theme') ?? ''
if (asked.has('text')) document.documentElement.dataset.text = asked.get('text') ?? ''
await speak(language)
await loadFaces(language)
render(
  () => (
    <Router>
      <Route path="*" component={Parts} />
    </Router>
  ),
  document.getElementById('app') as HTMLElement,
)
