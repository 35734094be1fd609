import { expect, test } from 'vitest'
import { reason } from '../../engine/model/decision.ts'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { fixedBody, waysOut, withOffered } from './fix.ts'

const body = checkoutShape.example
const line = body.lines[0]?.line as string
const priceUp = reason('price-up', {
  line,
  sku: 'milk-500',
  seen: { paise: 3000, version: 4 },
  now: { paise: 3600, version: 5 },
})

test('accepting a price admits exactly that price and says it was seen', () => {
  const fixed = fixedBody(body, [{ problem: priceUp, way: { way: 'accept', paise: 3600 } }])
  expect(fixed.lines[0]).toMatchObject({ upTo: 3600, seen: { paise: 3600, version: 5 } })
})

test('removing the line of a problem leaves the others, and the original body, as they were', () => {
  const two = {
    ...body,
    lines: [...body.lines, { ...(body.lines[0] as (typeof body.lines)[0]), line: 'other' }],
  }
  const fixed = fixedBody(two, [{ problem: priceUp, way: { way: 'remove' } }])
  expect(fixed.lines.map((each) => each.line)).toEqual(['other'])
  expect(two.lines).toHaveLength(2)
})

test('taking what there is never asks for more than was wanted', () => {
  const short = reason('out-of-stock', { line, asked: 2000, available: 9000 })
  const fixed = fixedBody(body, [{ problem: short, way: { way: 'take', qty: 9000 } }])
  expect(fixed.lines[0]?.qty).toBe(2000)
})

test('a substitute keeps the line and takes its own price as seen', () => {
  const short = reason('out-of-stock', { line, asked: 2000, available: 0 })
  const way = { way: 'replace', sku: 'milk-green', paise: 3100, version: 2 } as const
  const [fixed] = fixedBody(body, [{ problem: short, way }]).lines
  expect(fixed).toMatchObject({ line, sku: 'milk-green', seen: { paise: 3100, version: 2 } })
})

test('nothing left of a line offers no "take"', () => {
  const ways = waysOut(reason('out-of-stock', { line, asked: 2000, available: 0, substitutes: [] }))
  expect(ways.map(({ way }) => way)).toEqual(['remove'])
})

test('the limit only rises when its author says so', () => {
  const over = reason('over-limit', { total: 9000, max: 7000 })
  expect(fixedBody(body, []).maxTotalPaise).toBe(7000)
  expect(
    fixedBody(body, [{ problem: over, way: { way: 'raise', paise: 9000 } }]).maxTotalPaise,
  ).toBe(9000)
})

test('a line that the offer leaves out is left out unless somebody chooses what stands in for it', () => {
  const substitutes = [{ sku: 'milk-green', paise: 3100, version: 2, available: 4000 }]
  const soldOut = reason('out-of-stock', { line, asked: 2000, available: 0, substitutes })
  const first = (offer?: typeof body) => waysOut(soldOut, offer)[0]?.way
  expect(first({ ...body, lines: [] })).toBe('remove')
  expect(first(body)).toBe('replace')
  expect(first()).toBe('replace')
})

test('prices of now that the author agreed to beforehand are taken over from the offer, others are not', () => {
  const [asked] = body.lines as [(typeof body.lines)[0]]
  const offered = (paise: number) => ({
    ...body,
    lines: [{ ...asked, seen: { paise, version: 9 }, upTo: asked.upTo + 900 }],
  })
  const paiseOf = (paise: number) => withOffered(body, offered(paise)).lines[0]?.seen.paise
  expect(paiseOf(asked.upTo)).toBe(asked.upTo)
  expect(paiseOf(asked.upTo + 1)).toBe(asked.seen.paise)
  expect(withOffered(body, offered(asked.upTo)).lines[0]?.upTo).toBe(asked.upTo)
})
