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
  const builder = new AxeBuilder({ page })
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze()
  const found = violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    where: nodes.map((node) => node.target.join(' ')),
  }))
  expect(found).toEqual([])
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
