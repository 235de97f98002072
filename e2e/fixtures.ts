/**
 * The test of every browser test: a page that fails it on any console error, any error thrown in the
 * page, and any request to another host.
 */
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

export { expect }

export const widths = [390, 1024, 1440] as const
export const themes = ['light', 'dark'] as const

const heights: Record<(typeof widths)[number], number> = { 390: 844, 1024: 768, 1440: 900 }

export const test = base.extend<{ page: Page; allowedErrors: RegExp[] }>({
  /** Console errors that a test provokes on purpose, such as the 404 of a page that is not there. */
  allowedErrors: [[], { option: true }],

  page: async ({ page, baseURL, allowedErrors }, use) => {
    const problems: string[] = []
    page.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' && !allowedErrors.some((allowed) => allowed.test(text))) {
        problems.push(`console error: ${text}`)
      }
    })
    page.on('pageerror', (error) => problems.push(`error in the page: ${error.message}`))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      const inside = ['data:', 'blob:'].includes(protocol) || origin === baseURL
      if (!inside) problems.push(`request to another host: ${request.url()}`)
    })
    await use(page)
    expect(problems).toEqual([])
  },
})

export async function setWidth(page: Page, width: (typeof widths)[number]): Promise<void> {
  await page.setViewportSize({ width, height: heights[width] })
}

/**
 * Nothing that axe can find is wrong with the page as it stands.
 * @param within a selector: looks at this part only, which is much faster on a long page
 */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  expect(await violations(page, { within })).toEqual([])
}

/**
 * The rules of axe, of those that are on, that read colours. No other can find in one theme what it does not find in the
 * other: a theme gives other values to the tokens of app/tokens.css and changes nothing else, which
 * "the themes differ in their colours only" of lab-access.spec.ts holds them to.
 */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/**
 * Nothing that axe can find is wrong with the page as it stands, in either theme of the system. The
 * page is looked at in light, and once more for its colours in dark.
 */
export async function expectAccessibleInBothThemes(page: Page, within?: string): Promise<void> {
  await setTheme(page, 'light')
  const light = await violations(page, { within })
  await setTheme(page, 'dark')
  const dark = await violations(page, { within, rules: rulesOfColour })
  await setTheme(page, 'light')
  expect({ light, dark }).toEqual({ light: [], dark: [] })
}

/** The theme that the system asks for; it is on the screen when this returns. */
export async function setTheme(page: Page, colorScheme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme })
  // A colour on its way from one theme to the other is of neither.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  )
}

async function violations(
  page: Page,
  { within, rules }: { within?: string | undefined; rules?: string[] },
): Promise<{ rule: string; help: string; where: string[] }[]> {
  const builder = new AxeBuilder({ page })
    // Of what it finds nothing wrong with it need not name every element.
    .options({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) })
    // Where there is one frame, axe need not put its answers together in a second page.
    .setLegacyMode(page.frames().length === 1)
  const found = await (within === undefined ? builder : builder.include(within)).analyze()
  return found.violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    where: nodes.map((node) => node.target.join(' ')),
  }))
}

/**
 * Nothing reaches beyond the edges of the window but what lies in a region that scrolls by itself.
 * The width of the document does not tell: the body clips.
 */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  // The page may still be taking up a new width.
  await expect.poll(() => elementsBeyond(page)).toEqual([])
}

function elementsBeyond(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element | null): boolean => {
      if (element === null || element === document.body) return false
      const { overflowX } = getComputedStyle(element)
      return overflowX !== 'visible' || scrolls(element.parentElement)
    }
    return [...document.body.querySelectorAll('*')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect()
        return width > 0 && (left < -1 || right > window.innerWidth + 1) && !scrolls(element)
      })
      .map((element) => `${element.tagName} ${element.className}`)
  })
}
