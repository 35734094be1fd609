import { afterAll, expect, inject, test } from 'vitest'
import { misfits } from './misfits.ts'
import { openBrowser } from './phone.ts'

const browser = await openBrowser(inject('chromium'))
afterAll(() => browser.close())
const page = await browser.newPage({ viewport: { width: 360, height: 640 } })

const LONG = 'Ponni raw rice, five kilos, the new harvest of this year'
const of = async (body: string) => {
  await page.setContent(`<!doctype html><style>body { margin: 8px }</style>${body}`)
  return await misfits(page)
}

test.each([
  [
    'a box',
    '<div class="wide" style="width: 500px; height: 9px"></div>',
    ['scrolls sideways: div.wide'],
  ],
  [
    'a word too long to break, although nothing else is wide',
    `<p>${'x'.repeat(200)}</p>`,
    [expect.stringMatching(/^scrolls sideways/), expect.stringMatching(/past the edge/)],
  ],
])('a page that scrolls sideways for %s does not fit', async (_, body, expected) => {
  expect(await of(body)).toEqual(expected)
})

test.each([
  ['a box that hides the rest of its line', 'width: 90px; white-space: nowrap; overflow: hidden'],
  ['an ellipsis', 'width: 90px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis'],
  ['a box of too few lines', 'width: 90px; height: 30px; overflow: clip'],
  [
    'a clamp',
    'width: 90px; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 1; overflow: hidden',
  ],
])('a text that is cut off by %s does not fit, although nothing scrolls', async (_, style) => {
  expect(await of(`<p class="name" style="${style}">${LONG}</p>`)).toEqual([
    `p.name cuts off "${LONG.slice(0, 40)}"`,
  ])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test('a sheet that scrolls sideways does not fit, although the page does not', async () => {
  const sheet = 'height: 400px; overflow-y: auto'
  expect(
    await of(`<div style="${sheet}"><p style="width: 900px">${LONG} ${LONG}</p></div>`),
  ).toEqual([expect.stringContaining('stands past the edge')])
})

test('a text past an edge that a page hides does not fit', async () => {
  const body = `<div style="overflow: hidden"><p style="width: 600px; margin: 0">${LONG} ${LONG}</p></div>`
  expect(await of(body)).toEqual([expect.stringContaining('cuts off')])
})

test('what wraps, what may be scrolled, and what is only for ears fits', async () => {
  const ears =
    'position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)'
  const row = 'overflow-x: auto; white-space: nowrap'
  const body = [
    `<p>${LONG}</p><b style="display: block; overflow: hidden">Rice</b>`,
    `<div style="${row}">${LONG} ${LONG}</div>`,
    `<span style="${ears}">${LONG}</span>`,
    `<div style="height: 40px; overflow-y: auto"><p>${LONG}</p><p>${LONG}</p></div>`,
    `<details><summary>More</summary>${LONG}</details>`,
  ]
  expect(await of(body.join(''))).toEqual([])
})
