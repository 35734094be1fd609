import latin from 'face:anek-latin'
import rupee from 'face:anek-rupee'
import tamil from 'face:anek-tamil'
import type { Language } from '../schema/names.ts'

/** Loads the faces after the first paint, Tamil only for Tamil. Hindi is set in the system's own face. */
export async function loadFaces(language: Language): Promise<void> {
  const wanted: [family: string, url: string, range: string][] = [
    ['Anek Latin', latin, 'U+0-2AF, U+2000-20B8, U+20BA-22FF'],
    ['Anek Rupee', rupee, 'U+20B9'],
  ]
  if (language === 'ta') wanted.push(['Anek Tamil', tamil, 'U+0964-0965, U+0B80-0BFF, U+200C-200D'])
  await Promise.allSettled(
    wanted
      .filter(([family]) => ![...document.fonts].some((face) => face.family === family))
      .map(([family, url, unicodeRange]) => {
        const face = new FontFace(family, `url(${url})`, { weight: '400 700', unicodeRange })
        document.fonts.add(face)
        return face.load()
      }),
  )
}
