import { expect, test } from 'vitest'
import { openMarket } from './market.ts'
import { openPhone, type Phone } from './phone.ts'
import { SHOP } from './shop.ts'

const market = await openMarket()

/** Words grow by this much in the languages that are yet to come. */
const GROWTH = 0.4
/** Names of places, shops and products are cut by design: two lines in a row, one in a bar. */
const NAMES = '.product-row .name, .place .words, .small-title, .cart-bar .name, .aisles'

/** Most frames in which a screen must come to rest. */
const FRAMES = 60

/** Makes every sentence on the screen longer, in letters with marks above and below. */
const stretch = ({ page }: Phone) =>
  page.evaluate(
    ({ growth, names }) => {
      const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      while (words.nextNode()) {
        const node = words.currentNode as Text
        const text = node.data.trim()
        if (!/\p{L}{2}/u.test(text) || node.parentElement?.closest(names)) continue
        node.data += ` ${'ģÑ'.repeat(Math.ceil((text.length * growth) / 2))}`
      }
    },
    { growth: GROWTH, names: NAMES },
  )

/** What is cut off once a frame has been drawn. */
const cutOff = ({ page }: Phone): Promise<string[]> =>
  page.evaluate(async (names) => {
    await new Promise(requestAnimationFrame)
    const cut: string[] = []
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (all.nextNode()) {
      const range = document.createRange()
      range.selectNode(all.currentNode)
      const parent = all.currentNode.parentElement
      if (!parent || parent.closest(`${names}, .skip`)) continue
      for (const { left, right, top, bottom, width } of range.getClientRects()) {
        if (width === 0) continue
        let seen = left >= -1 && right <= innerWidth + 1
        let hidden = false
        for (let box: Element | null = parent; box; box = box.parentElement) {
          const { overflowX, overflowY, clipPath } = getComputedStyle(box)
          const edge = box.getBoundingClientRect()
          if (clipPath !== 'none') hidden = true
          if (overflowX === 'hidden' || overflowX === 'clip') {
            seen &&= left >= edge.left - 1 && right <= edge.right + 1
          }
          if (overflowY === 'hidden' || overflowY === 'clip') {
            seen &&= top >= edge.top - 1 && bottom <= edge.bottom + 2
          }
        }
        if (!seen && !hidden) cut.push(`${parent.className}: ${parent.textContent?.slice(0, 60)}`)
      }
    }
    return cut
  }, NAMES)

test('sentences four tenths longer than English are not cut off on a phone of 390 px', async () => {
  const phone = await openPhone(market.browser, market.url)
  await phone.arrive()
  await phone.signIn('9000000001')
  await market.shop.leave('marie-biscuit-250', 0)
  await phone.fill(SHOP, ['Ponni raw rice'])
  const placed = await phone.order(SHOP)
  await phone.sees('Placed #')
  await phone.fill(SHOP, ['Glucose biscuits'])
  const back = await phone.order(SHOP)
  await phone.sees('Fix your order')
  await phone.fill('kapali-kaikani', ['Tomato, country'])
  const cut: string[] = []
  const look = async (screen: string) => {
    await stretch(phone)
    let found = await cutOff(phone)
    // A screen that is still coming to rest is looked at again.
    for (let frame = 0; found.length > 0 && frame < FRAMES; frame++) found = await cutOff(phone)
    for (const one of found.slice(0, 3)) cut.push(`${screen}: ${one}`)
  }
  for (const screen of [
    ...['/', '/place', '/place/house', '/search', '/search?q=rice', `/shop/${SHOP}`],
    ...[`/shop/${SHOP}/marie-biscuit-250`, `/cart/${SHOP}`, '/cart/kapali-kaikani'],
    ...[`/check/${SHOP}`, '/orders', `/order/${placed}`, `/order/${back}`, '/you', '/nowhere'],
  ]) {
    await phone.goTo(screen)
    await phone.page.locator('h1').first().waitFor()
    await phone.page.locator('.skeleton').first().waitFor({ state: 'detached' })
    await look(screen)
  }
  for (const [screen, button] of [
    ['/you', 'What is where'],
    ['/you', 'Sign out'],
    [`/cart/${SHOP}`, 'If it runs short'],
    [`/cart/${SHOP}`, 'Note for the shop'],
  ] as const) {
    await phone.goTo(screen)
    await phone.page.getByRole('button', { name: button }).first().click()
    await phone.page.locator('dialog[open]').waitFor()
    await look(`${screen}, ${button}`)
  }
  expect(cut).toEqual([])
})
