import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from 'playwright-core'
import { expect, onTestFailed, onTestFinished } from 'vitest'
import { browserFlags } from '../kit/chromium.ts'

export const openBrowser = (path: string): Promise<Browser> =>
  chromium.launch({ executablePath: path, args: browserFlags })

/**
 * One person's phone: a browser profile of its own with one tab, driven by what is written on the screen. A test fails
 * whose phone complained: no error may be uncaught and none logged, in its tabs and in its worker.
 */
export type Phone = {
  readonly page: Page
  readonly context: BrowserContext
  /** What the console complained about so far. */
  readonly complaints: readonly string[]
  goTo(path: string): Promise<void>
  /** Chooses English and Mylapore, as on a first visit. */
  arrive(): Promise<void>
  signIn(digits: string): Promise<void>
  /** The same, on a sign-in screen that stands open. */
  enter(digits: string): Promise<void>
  /** Opens a shop and adds one each of these products, by the names on the shelf. */
  fill(shop: string, products: string[]): Promise<void>
  /** Orders what lies in the shop's cart, to be collected; gives the order's id once the phone says it has it. */
  order(shop: string): Promise<string>
  /** Waits until these words stand on the screen. */
  sees(words: string | RegExp): Promise<void>
  /** Closes the tab and opens a new one at `path`. */
  reopen(path: string): Promise<void>
  /** One more tab of the same phone, at `path`. */
  openTab(path: string): Promise<Page>
  /** Ends a tab as when its process dies: nothing in it is told, nothing it does comes to an end. */
  crash(tab: Page): Promise<void>
  /** Off only once the worker is installed: before that no page could know. */
  setOffline(offline: boolean): Promise<void>
}

/** What the browser itself says of requests while there is no network, or no server. */
const CUT =
  /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED)/

export async function openPhone(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Phone> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    ...options,
  })
  const complaints: string[] = []
  let wasCut = false
  const doomed = new Set<Page>()
  const heard = (message: ConsoleMessage) => {
    if (message.type() !== 'error') return
    const said = `${message.text()} ${message.location().url}`
    if (!(wasCut && CUT.test(said))) complaints.push(said)
  }
  context.on('serviceworker', (worker) => worker.on('console', heard))
  let page = await newTab()

  async function newTab() {
    const tab = await context.newPage()
    tab.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
    tab.on('crash', () => doomed.has(tab) || complaints.push('the tab crashed'))
    tab.on('console', heard)
    return tab
  }
  const goTo = async (path: string) => void (await page.goto(`${url}${path}`))
  const enter = async (digits: string) => {
    await page.getByLabel('Phone number').fill(digits)
    await page.getByRole('button', { name: 'Send code' }).click()
    const hint = await page.getByText(/the code is \d{6}/).textContent()
    await page.getByLabel('Code', { exact: true }).fill(/\d{6}/.exec(hint ?? '')?.[0] ?? '')
    await page.waitForURL((now) => now.pathname !== '/sign-in')
  }
  onTestFinished(() => {
    expect(complaints, 'complaints of the console').toEqual([])
  })
  onTestFailed(async () => {
    const words = await page.locator('body').allInnerTexts()
    process.stderr.write(`The phone stood at ${page.url()}:\n${words}\n${complaints.join('\n')}\n`)
  })

  return {
    get page() {
      return page
    },
    context,
    complaints,
    goTo,
    async arrive() {
      await goTo('/')
      await page.getByText('English', { exact: true }).click()
      await page.getByRole('button', { name: /^Mylapore/ }).click()
      await page.getByRole('heading', { name: 'Shops near you' }).waitFor()
    },
    async signIn(digits) {
      await goTo('/sign-in')
      await enter(digits)
    },
    enter,
    async fill(shop, products) {
      await goTo(`/shop/${shop}`)
      for (const product of products) {
        await page.getByRole('button', { name: `Add ${product}` }).click()
      }
    },
    async order(shop) {
      await goTo(`/check/${shop}`)
      await page.getByText('I collect it').click()
      await page.getByRole('button', { name: /^(Save order to send later|Place order)/ }).click()
      await page.waitForURL(/\/order\//)
      return page.url().split('/').at(-1) ?? ''
    },
    sees: (words) => page.getByText(words).first().waitFor({ timeout: 30_000 }),
    async reopen(path) {
      await page.close()
      page = await newTab()
      await goTo(path)
    },
    async openTab(path) {
      const tab = await newTab()
      await tab.goto(`${url}${path}`)
      return tab
    },
    async crash(tab) {
      doomed.add(tab)
      const devtools = await context.newCDPSession(tab)
      const gone = tab.waitForEvent('crash')
      // Whoever is asked to crash never answers.
      devtools.send('Page.crash').catch(() => {})
      await gone
      await tab.close()
    },
    async setOffline(offline) {
      if (offline) await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
      wasCut ||= offline
      await context.setOffline(offline)
    },
  }
}
