import type { Page } from 'playwright-core'

/**
 * What does not fit a page: that it scrolls sideways, and each text that something cuts off or that stands past an
 * edge. What lies in a low row that scrolls by itself may be wider than the page; text for screen readers alone is not
 * looked at.
 */
export const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const MOST_NAMED = 4
    /** A font's box may be a little larger than its line; a text of which more is gone cannot be read. */
    const CUT_SHARE = 0.25
    /** How much of a page's height a row may take. */
    const ROW_SHARE = 0.25
    const root = document.documentElement
    const called = (element: Element) =>
      `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join('')}`
    const found = new Set<string>()
    // Rows far below are only as high as was guessed until somebody comes near.
    const near = new CSSStyleSheet()
    near.replaceSync('* { content-visibility: visible !important }')
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, near]

    // Whatever scrolls down scrolls sideways too, if it must; only a row is meant to.
    const scrolls = (element: Element) =>
      element.clientHeight <= innerHeight * ROW_SHARE &&
      /^(auto|scroll)$/.test(getComputedStyle(element).overflowX)
    const isInRow = (element: Element): boolean =>
      element !== document.body &&
      element !== root &&
      (scrolls(element) || (element.parentElement !== null && isInRow(element.parentElement)))

    if (root.scrollWidth > innerWidth) {
      const wide = [...document.querySelectorAll('body *')].filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        return width > 1 && (right > innerWidth + 1 || left < -1) && !isInRow(element)
      })
      found.add(`scrolls sideways: ${wide.slice(0, MOST_NAMED).map(called).join(', ')}`)
    }

    const cuts = (text: DOMRect, element: Element): boolean => {
      const { overflowX, overflowY } = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      const left = box.left + element.clientLeft
      const top = box.top + element.clientTop
      const isPastX = text.left < left - 1 || text.right > left + element.clientWidth + 1
      const slack = text.height * CUT_SHARE
      const isPastY = text.top < top - slack || text.bottom > top + element.clientHeight + slack
      const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip'
      return (hides(overflowX) && isPastX) || (hides(overflowY) && isPastY)
    }

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement
      const words = node.nodeValue?.trim()
      if (!parent || !words) continue
      if (!parent.checkVisibility({ visibilityProperty: true })) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const lines = [...range.getClientRects()].filter(
        ({ width, height }) => width > 0 && height > 0,
      )
      let isApart = false
      let isForEars = false
      let cutter: Element | undefined
      for (
        let element: Element | null = parent;
        element && element !== root;
        element = element.parentElement
      ) {
        const style = getComputedStyle(element)
        const isHeld = !isApart || style.position !== 'static'
        if (isHeld) {
          if (element.clientWidth <= 1 && element.clientHeight <= 1 && style.overflow === 'hidden')
            isForEars = true
          if (style.display !== 'inline' && lines.some((line) => cuts(line, element as Element)))
            cutter ??= element
          isApart = style.position === 'absolute'
        }
        if (style.position === 'fixed') break
      }
      if (isForEars) continue
      const isOut =
        !isInRow(parent) && lines.some(({ left, right }) => left < -1 || right > innerWidth + 1)
      if (cutter) found.add(`${called(cutter)} cuts off "${words.slice(0, 40)}"`)
      else if (isOut) found.add(`"${words.slice(0, 40)}" of ${called(parent)} stands past the edge`)
    }
    return [...found].slice(0, MOST_NAMED)
  })
