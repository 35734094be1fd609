import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const tokens = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const colours = Object.fromEntries(
  [...tokens.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name, { light, dark }],
  ),
) as Record<string, { light: string; dark: string }>

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}
const least = (ink: string, ground: string) =>
  Math.min(
    ...(['light', 'dark'] as const).map((theme) =>
      contrast(colours[ink]?.[theme] as string, colours[ground]?.[theme] as string),
    ),
  )

test.each([
  ['ink', 'paper', 14],
  ['ink-soft', 'paper', 7],
  ['leaf', 'paper', 6.7],
  ['on-leaf', 'leaf', 7],
  ['edge', 'paper', 3],
])('%s on %s keeps %d : 1 in both themes', (ink, ground, ratio) => {
  expect(least(ink, ground)).toBeGreaterThanOrEqual(ratio)
})

test.each(['grey', 'blue', 'amber', 'red'])('%s keeps 5.4 : 1 on its wash', (status) => {
  expect(least(status, `${status}-wash`)).toBeGreaterThanOrEqual(5.4)
})

test.each(['turmeric', 'chilli', 'betel', 'indigo', 'tamarind', 'lotus'])(
  'a glyph on a %s plate keeps 4.5 : 1',
  (tint) => {
    expect(least(`${tint}-ink`, tint)).toBeGreaterThanOrEqual(4.5)
  },
)
