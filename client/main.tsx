import './trusted.ts'
import './look.css'
import { render } from 'solid-js/web'
import { App, fetchScreenAt, fetchScreens } from './app.tsx'
import { loadFaces } from './faces.ts'
import { firstShelves } from './market/first-shelves.ts'
import { chosenLanguage, isSaving, wear } from './market/prefs.ts'
import { begin, here } from './market/session.ts'
import { install } from './market/worker.ts'
import { Crash } from './screens/missing/crash.tsx'
import { language, preferred, speak } from './words/say.ts'

/** Words and the person's own database first, then paint; faces and the worker wait for that. */
async function start(root: HTMLElement): Promise<void> {
  wear()
  fetchScreenAt(location.pathname)
  await speak(chosenLanguage() ?? preferred(navigator.languages))
  const opened = await begin().then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (opened) {
    render(() => <Crash error={opened.error} />, root)
    void loadFaces(language())
    return
  }
  // The shelves of a shop whose link was followed are asked for while its screen is still on its way, and on a first
  // visit whatever the first screen can do without comes behind them; our worker has it here already.
  const [, shop] = /^\/shop\/([^/]+)/.exec(location.pathname) ?? []
  const replica = here()
  const shelves = shop && replica ? firstShelves(replica, shop) : Promise.resolve()
  render(() => <App />, root)
  if (!navigator.serviceWorker?.controller) await shelves
  requestAnimationFrame(() =>
    setTimeout(() => {
      void loadFaces(language())
      void install()
      if (!isSaving()) whenIdle(fetchScreens)
    }),
  )
}

const whenIdle = (work: () => void) =>
  'requestIdleCallback' in window ? requestIdleCallback(work) : setTimeout(work, 1000)

const root = document.getElementById('app')
if (root) void start(root)
