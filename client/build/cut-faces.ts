/// <reference path="./subset-font.d.ts" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'
import { derived } from './derived.ts'

const from = createRequire(import.meta.url)
const latin = '@fontsource-variable/anek-latin/files/anek-latin-latin'
const tamil = '@fontsource-variable/anek-tamil/files/anek-tamil-tamil'

const span = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('')

/** What each face keeps. ₹ sits in the extended file of Anek Latin, so it is a face of its own (1 kB). */
const faces: Record<string, { file: string; text: string }> = {
  'anek-latin': {
    file: `${latin}-wght-normal.woff2`,
    text: `${span(0x20, 0x7e)}·–—‘’“”…×•éèüöñ½¼¾°©→←−`,
  },
  'anek-rupee': { file: `${latin}-ext-wght-normal.woff2`, text: '₹' },
  'anek-tamil': {
    file: `${tamil}-wght-normal.woff2`,
    text: `${span(0x0b80, 0x0bff)}।॥\u200c\u200d`,
  },
}

/** `import url from 'face:anek-latin'`: the address of that face, cut to what we print and to weights 400–700. */
export function cutFaces(): Plugin {
  return {
    name: 'haat-cut-faces',
    enforce: 'pre',
    async resolveId(id) {
      if (!id.startsWith('face:')) return null
      const stem = id.slice('face:'.length)
      const face = faces[stem]
      if (!face) return null
      const whole = readFileSync(from.resolve(face.file))
      const path = await derived({ stem, extension: 'woff2', from: [whole, face.text] }, () =>
        subsetFont(whole, face.text, {
          targetFormat: 'woff2',
          variationAxes: { wght: { min: 400, max: 700 } },
        }),
      )
      return `${path}?url`
    },
  }
}
