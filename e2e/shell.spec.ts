import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { curriculum } from '../content/curriculum'
import {
  expect,
  expectAccessible,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setWidth,
  test,
  widths,
} from './fixtures'
import { chapter } from './lab'

const written = curriculum.filter((chapter) => chapter.written)
const addresses = ['/', '/chapters/', '/model/', ...written.map(({ id }) => `/chapters/${id}/`)]

for (const address of addresses) {
  for (const width of widths) {
    test(`${address} has nothing that axe objects to in either theme and no sideways scroll at ${width} px`, async ({
      page,
    }) => {
      await setWidth(page, width)
      await page.goto(address)

      await expectAccessibleInBothThemes(page)
      await expectNoSidewaysScroll(page)
    })
  }
}

test('the notes beside a chapter stay inside the window at every width', async ({ page }) => {
  await page.goto('/chapters/outbox/')

  for (const width of [701, 1180, 1181, 1240, 1300]) {
    await page.setViewportSize({ width, height: 800 })
    await expectNoSidewaysScroll(page)
  }
})

test('the home page leads into the first lab and to every written chapter', async ({ page }) => {
  await page.goto('/')

  await expect(page).toHaveTitle(/^Faultline/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Lose an event in thirty seconds.',
  )
  for (const chapter of written) {
    await expect(
      page.getByRole('listitem').getByRole('link', { name: chapter.title }),
    ).toBeVisible()
  }
  await page.getByRole('link', { name: /^Read chapter 6/ }).click()
  await expect(page).toHaveURL(/\/chapters\/outbox\/$/)
})

test('the list names every chapter, and links those that are written', async ({ page }) => {
  await page.goto('/chapters/')

  for (const chapter of curriculum) {
    await expect(page.getByRole('heading', { name: chapter.title, exact: true })).toBeVisible()
    await expect(page.getByRole('main').getByRole('link', { name: chapter.title })).toHaveCount(
      chapter.written ? 1 : 0,
    )
  }
})

for (const chapter of written) {
  test(`chapter ${chapter.id} has its title, its description and working contents`, async ({
    page,
  }) => {
    await page.goto(`/chapters/${chapter.id}/`)

    await expect(page).toHaveTitle(`${chapter.number} ${chapter.title} · Faultline`)
    await expect(page.locator('meta[name="description"]')).toHaveAttribute('content', chapter.deck)
    const contents = page.getByRole('navigation', { name: 'Contents of this chapter' })
    for (const link of await contents.getByRole('link').all()) {
      const anchor = (await link.getAttribute('href')) ?? ''
      await expect(page.locator(anchor)).toHaveCount(1)
    }
  })
}

test('the contents mark the section in sight', async ({ page }) => {
  await page.goto('/chapters/outbox/')
  const contents = page.getByRole('navigation', { name: 'Contents of this chapter' })
  const second = contents.getByRole('link').nth(1)

  await second.click()

  await expect(second).toHaveAttribute('aria-current', 'location')
  await expect(contents.locator('[aria-current]')).toHaveCount(1)
})

test.describe('an address that is not there', () => {
  test.use({ allowedErrors: [/status of 404/] })

  test('gets a page that says so and leads on', async ({ page }) => {
    const response = await page.goto('/chapters/no-such-chapter/')

    expect(response?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No row for this address')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'the list of chapters' }).click()
    await expect(page).toHaveURL(/\/chapters\/$/)
  })
})

test('the palette leads to pages and sections, and gives the focus back', async ({ page }) => {
  await page.goto('/chapters/')
  const opener = page.getByRole('button', { name: 'Search or run a command' })
  await opener.click()
  const palette = page.getByRole('dialog', { name: 'Search or run a command' })
  const field = palette.getByRole('combobox')
  await expect(field).toBeFocused()
  await expectAccessible(page, '[role="dialog"]')
  await page.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)
  await expect(opener).toBeFocused()

  await page.keyboard.press('Control+k')
  await field.fill('the outb')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/chapters\/outbox\/$/)
  await expect(palette).toHaveCount(0)
})

test('the theme follows the system until it is chosen, and the choice stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  const root = page.locator('html')
  const toggle = page.getByRole('button', { name: 'Dark theme' })
  await expect(root).toHaveCSS('color-scheme', 'light dark')
  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  const light = await root.evaluate((element) => getComputedStyle(element).backgroundColor)

  await toggle.click()
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')
  await page.reload()

  await expect(root).toHaveCSS('color-scheme', 'dark')
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')
  const dark = await root.evaluate((element) => getComputedStyle(element).backgroundColor)
  expect(dark).not.toBe(light)

  await toggle.click()
  await expect(root).not.toHaveAttribute('data-theme')
})

test('the first Tab is a way past the header', async ({ page }) => {
  await page.goto('/chapters/outbox/')

  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')

  await expect(page.getByRole('main')).toBeFocused()
})

test('a chapter ships at most 40 kB of JavaScript above a bare page of the framework', async ({
  page,
}) => {
  // An empty page of Next and React: what every page pays for, gzipped.
  const bareBytes = 136_000
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    sizes.push(response.body().then((body) => gzipSync(body).length))
  })

  await page.goto('/chapters/outbox/', { waitUntil: 'networkidle' })

  const shipped = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  expect(shipped).toBeGreaterThan(0)
  expect(shipped - bareBytes).toBeLessThanOrEqual(40_000)
})

test('a chapter can be read without scripts', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL })
  const page = await context.newPage()

  await page.goto('/chapters/outbox/')

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The outbox')
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await context.close()
})

test.describe('the policy of a page', () => {
  test.use({ allowedErrors: [/Content Security Policy/] })

  test('runs no script that somebody adds, and asks nothing of another host', async ({ page }) => {
    await page.goto('/chapters/outbox/')
    const went = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = true'
      document.head.append(script)
      const asked = await fetch('https://example.org/').then(
        () => 'answered',
        () => 'blocked',
      )
      return { injected: 'injected' in window, asked }
    })
    expect(went).toEqual({ injected: false, asked: 'blocked' })
  })

  test('stands in every page of the build', () => {
    const pages = readdirSync('out', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.html'),
    )
    expect(pages.length).toBeGreaterThan(3)
    for (const name of pages) {
      const text = readFileSync(`out/${name}`, 'utf8')
      expect(text, name).toContain('http-equiv="Content-Security-Policy"')
    }
  })
})

test.describe('a link to a section', () => {
  const section = 'at-least-once'
  const topOf = (page: Page) =>
    page.evaluate(
      (id) => Math.round(document.getElementById(id)?.getBoundingClientRect().top ?? -1),
      section,
    )

  test('stays at it while a lab above it loads, asked for by the address', async ({ page }) => {
    await page.goto(`${chapter}?lab=outbox&variant=outbox&seed=7&schedule=#${section}`)
    await expect(page.getByRole('slider', { name: 'Time' })).toHaveCount(1, { timeout: 60_000 })
    await expect.poll(() => topOf(page)).toBe(64)
    await page.waitForTimeout(500)
    expect(await topOf(page)).toBe(64)
  })

  test('of the contents leads there although what stands above grows', async ({ page }) => {
    await page.goto(chapter)
    await page.getByRole('button', { name: 'Start the lab' }).first().click()
    await page
      .getByRole('navigation', { name: 'Contents of this chapter' })
      .locator(`a[href="#${section}"]`)
      .click()
    await expect(page.getByRole('slider', { name: 'Time' })).toHaveCount(1, { timeout: 60_000 })
    await page.waitForTimeout(500)
    expect(await topOf(page)).toBe(64)
    // Who scrolls is let go, and the browser keeps their place from then on.
    await page.mouse.wheel(0, 120)
    await expect.poll(() => topOf(page)).toBe(-56)
    await page.evaluate(() => {
      const grown = document.createElement('div')
      grown.style.height = '300px'
      document.querySelector('article')?.prepend(grown)
    })
    await page.waitForTimeout(300)
    expect(await topOf(page)).toBe(-56)
  })
})

test.describe('a second visit', () => {
  test('is offered what waits where the reader was, and nothing moves', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('navigation', { name: 'Go on' })).toHaveCount(0)
    await page.goto(chapter)
    const first = page.getByRole('group', { name: 'Prediction' }).first()
    await first.getByRole('radio').first().check()
    await first.getByRole('button', { name: 'Commit my answer' }).click()
    await expect(first.getByText('Locked.')).toBeVisible()

    for (const width of widths) {
      await setWidth(page, width)
      await page.addInitScript(() => {
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            document.documentElement.dataset.shifted = String(
              Number(document.documentElement.dataset.shifted ?? 0) +
                ('value' in entry ? Number(entry.value) : 0),
            )
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await page.goto('/')
      const link = page.getByRole('link', { name: /^Go on: \d The outbox, prediction 1$/ })
      await expect(link).toBeVisible()
      await page.waitForTimeout(300)
      expect(Number(await page.locator('html').getAttribute('data-shifted'))).toBeLessThan(0.01)
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
    }
    await page.getByRole('link', { name: /^Go on/ }).click()
    await expect(page).toHaveURL(/#predict-outbox\/after-the-crash$/)
    await expect(first.getByText('Locked.')).toBeInViewport()
  })

  test('goes on where the reader only read, from the tab in which they read last', async ({
    page,
    context,
  }) => {
    const headingOf = (reader: Page, slug: string) => reader.locator(`[id="${slug}"]`)
    const readTo = async (reader: Page, slug: string) => {
      await headingOf(reader, slug).evaluate((element) =>
        element.scrollIntoView({ block: 'start' }),
      )
      // Their own hand: a page that is only opened somewhere was not read.
      await reader.mouse.move(600, 400)
      await reader.mouse.wheel(0, 30)
      await reader.waitForTimeout(300)
      await reader.mouse.wheel(0, 30)
    }
    await page.goto(chapter)
    const contents = page.getByRole('navigation', { name: 'Contents of this chapter' })
    const slugs = await contents
      .getByRole('link')
      .evaluateAll((links) =>
        links.map((link) => decodeURIComponent(link.getAttribute('href')?.slice(1) ?? '')),
      )
    const [, , third = '', fourth = ''] = slugs
    const other = await context.newPage()
    await other.goto(chapter)
    await readTo(page, third)
    const kept = () =>
      page.evaluate(async () => {
        // Opening it would make one that is not there yet.
        const found = (await indexedDB.databases()).some(({ name }) => name === 'faultline')
        return new Promise<string[]>((resolve) => {
          if (!found) return resolve([])
          const request = indexedDB.open('faultline')
          request.onsuccess = () => {
            const database = request.result
            if (!database.objectStoreNames.contains('places')) return resolve([])
            const read = database.transaction('places').objectStore('places').getAll()
            read.onsuccess = () => {
              database.close()
              resolve(read.result.map(({ section }) => section))
            }
          }
        })
      })
    await expect.poll(kept).toEqual([third])
    await other.bringToFront()
    await readTo(other, fourth)
    await expect.poll(kept).toEqual([fourth])

    await page.goto('/')
    const link = page.getByRole('link', { name: /^Go on: \d The outbox, / })
    await expect(page.getByText(`section 4 of ${slugs.length}`)).toBeVisible()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await link.click()
    await expect(page).toHaveURL(new RegExp(`#${fourth}$`))
    await expect(headingOf(page, fourth)).toBeInViewport()
  })
})
