/** A lab for everyone: axe in every state and both themes, touch at 390 px, keys that can be turned off. */
import {
  expect,
  expectAccessible,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setTheme,
  setWidth,
  test,
} from './fixtures'
import { chapter, expectRunning, labOf, noticeOf, promiseOf, timeOf } from './lab'

const crash = 'crash orders before orders.ts:"announce it" #2'
const ready = `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=${encodeURIComponent(crash)}`

test.describe('in both themes', () => {
  test.use({ reducedMotion: 'reduce' })

  for (const width of [1440, 1024, 390] as const) {
    test(`axe finds nothing at ${width} px: ready, halfway, at the end, with a mistake, in each panel`, async ({
      page,
    }) => {
      test.setTimeout(240_000)
      await setWidth(page, width)
      await page.goto(ready)
      const lab = labOf(page)
      await expectRunning(lab)
      await test.step('ready', async () => {
        await expectAccessibleInBothThemes(page)
        await expectNoSidewaysScroll(page)
      })

      const time = lab.getByRole('slider', { name: 'Time' })
      await test.step('halfway', async () => {
        await time.focus()
        for (let step = 0; step < 40; step++) await time.press('ArrowRight')
        await expectAccessibleInBothThemes(page, '#lab-outbox')
      })

      await test.step('at the end', async () => {
        await time.press('End')
        await expect(promiseOf(lab, 'Every committed order is announced')).toContainText('broken')
        await expectAccessibleInBothThemes(page, '#lab-outbox')
      })
      for (const name of await lab
        .getByRole('tablist', { name: 'Panels' })
        .getByRole('tab')
        .allInnerTexts()) {
        await test.step(`the panel ${name}`, async () => {
          await lab.getByRole('tab', { name }).click()
          await expectAccessibleInBothThemes(page, '#lab-outbox')
        })
      }
      await expectNoSidewaysScroll(page)

      await test.step('with a mistake', async () => {
        const schedule = lab.getByRole('textbox', { name: 'Schedule' })
        await schedule.fill('crash ordres at 5ms')
        await schedule.press('Enter')
        await expect(lab.getByText('Closest: orders.')).toBeVisible()
        await expectAccessibleInBothThemes(page, '#lab-outbox')
      })
    })
  }

  test('axe finds nothing in the menus and dialogs', async ({ page }) => {
    test.setTimeout(180_000)
    await page.goto(ready)
    const lab = labOf(page)
    await expectRunning(lab)
    await lab
      .getByRole('region', { name: 'Map' })
      .getByRole('button', { name: /^orders\b/ })
      .first()
      .press('Enter')
    await expect(page.getByRole('dialog', { name: 'orders' })).toBeVisible()
    await expectAccessibleInBothThemes(page, '[role="dialog"]')
    await page.keyboard.press('Escape')
    for (const button of ['Keys', 'Code changes', /about this run$/]) {
      await lab.getByRole('button', { name: button }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await expectAccessibleInBothThemes(page, '[role="dialog"]')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
  })

  test('the themes differ in their colours only', async ({ page }) => {
    await page.goto(ready)
    const lab = labOf(page)
    await expectRunning(lab)
    await lab.getByRole('slider', { name: 'Time' }).press('End')
    const paper = () =>
      page.locator('html').evaluate((root) => getComputedStyle(root).backgroundColor)
    await setTheme(page, 'light')
    const [light, lightPaper] = [await page.evaluateHandle(elementsWithoutColours), await paper()]
    await setTheme(page, 'dark')
    const [dark, darkPaper] = [await page.evaluateHandle(elementsWithoutColours), await paper()]

    expect(darkPaper).not.toBe(lightPaper)
    expect(await light.evaluate(({ length }) => length)).toBeGreaterThan(1_000)
    const differ = await page.evaluate(
      ([light, dark]) => ({
        elements: dark.length - light.length,
        lines: dark.flatMap((line, at) => (line === light[at] ? [] : [{ line, was: light[at] }])),
      }),
      [light, dark] as const,
    )
    expect({ ...differ, lines: differ.lines.slice(0, 3) }).toEqual({ elements: 0, lines: [] })
  })
})

/**
 * Run in the page: one line for each element, with its attributes, its box and what of its
 * computed style axe could read, but the colours in it.
 */
function elementsWithoutColours(): string[] {
  const colour = /\b(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\([^()]*\)/g
  const properties = `display visibility content-visibility opacity position clip clip-path overflow
    transform filter z-index float cursor pointer-events user-select font-family font-size font-weight
    font-style font-variant-caps text-decoration-line text-decoration-style text-transform text-indent
    letter-spacing word-spacing line-height white-space list-style-type background-image
    background-clip border-style border-width outline-style outline-width box-shadow text-shadow
    mix-blend-mode isolation animation-name content fill-opacity stroke-width`.split(/\s+/)
  // The button that chooses the theme says which one it is.
  const ofTheme = 'button[aria-label="Dark theme"]'
  // What is folded has a box only once somebody has asked for it, whatever the theme.
  const folded = 'details:not([open]) > :not(summary)'
  return [...document.body.querySelectorAll('*')]
    .filter((element) => !element.matches(ofTheme) && !element.closest(folded))
    .map((element) => {
      const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`)
      const style = getComputedStyle(element)
      const { x, y, width, height } = element.getBoundingClientRect()
      const values = properties.map((name) => style.getPropertyValue(name))
      const parts = [element.tagName, ...attributes, x, y, width, height, ...values]
      return parts.join(' ').replace(colour, '')
    })
}

test.describe('by touch at 390 px', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } })

  test('a reader breaks a node from the dock and reads what it did', async ({ page }) => {
    test.setTimeout(180_000)
    await page.goto(chapter)
    const lab = labOf(page)
    await lab.getByRole('button', { name: 'Start the lab' }).tap()
    await expectRunning(lab)

    await lab.getByRole('button', { name: 'Break' }).tap()
    const list = page.getByRole('dialog', { name: 'Do something, or break something' })
    await expect(list.getByRole('button').first()).toHaveText('Place order')
    await list.getByRole('button', { name: /^orders service/ }).tap()
    const sheet = page.getByRole('dialog', { name: 'orders' })
    await expect(sheet).toBeInViewport()
    await sheet.getByRole('button', { name: /^Crash now, restart after/ }).tap()

    await expect(noticeOf(lab, /^Added: crash orders at/)).toBeVisible()
    await lab.getByRole('tab', { name: 'Map' }).tap()
    await expect(lab.getByRole('tabpanel', { name: 'Map' })).toBeVisible()
    await lab.getByRole('button', { name: 'Step', exact: true }).tap()
    await expectNoSidewaysScroll(page)
  })
})

test.describe('a line of code by touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } })

  test('opens a sheet with a crash on either side of it, and the way back', async ({ page }) => {
    test.setTimeout(120_000)
    await page.goto(ready)
    const lab = labOf(page)
    await expectRunning(lab)
    await lab.getByRole('tab', { name: 'Code' }).tap()
    const line = lab.locator('[data-line]', { hasText: 'await tx.query(' }).getByRole('button')
    const target = await line.boundingBox()
    expect(target?.width).toBeGreaterThanOrEqual(44)
    expect(target?.height).toBeGreaterThanOrEqual(44)

    await line.tap()
    const sheet = page.getByRole('dialog', { name: /^orders\.ts, line/ })
    await expect(sheet.getByText(/^crash orders before orders\.ts/)).toBeVisible()
    await expect(sheet.locator('kbd').first()).toBeHidden()
    await expectAccessible(page, '[role="dialog"]')
    await sheet.getByRole('button', { name: /^Crash after this line/ }).tap()
    await expect(noticeOf(lab, /^Added: crash orders after orders\.ts/)).toBeVisible()

    await line.tap()
    await sheet.getByRole('button', { name: /^Take this crash back/ }).tap()
    await expect(noticeOf(lab, /^Taken back: crash orders after orders\.ts/)).toBeVisible()
    await lab.getByRole('button', { name: 'Code changes' }).tap()
    await expect(page.getByRole('dialog', { name: 'What differs in the code' })).toBeVisible()
  })
})

for (const width of [1024, 1440] as const) {
  test(`over the whole window at ${width} px everything is in it, also what is wrong`, async ({
    page,
  }) => {
    await setWidth(page, width)
    await page.goto(ready)
    const lab = labOf(page)
    await expectRunning(lab)
    await lab.focus()
    await page.keyboard.press('f')
    const parts = [
      lab.getByRole('button', { name: 'Share run' }),
      lab.getByRole('slider', { name: 'Time' }),
    ]
    for (const part of parts) await expect(part).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('o')
    await expect(noticeOf(lab, /^Added:/)).toBeInViewport()
    for (const part of parts) await expect(part).toBeInViewport({ ratio: 1 })

    const schedule = lab.getByRole('textbox', { name: 'Schedule' })
    await schedule.fill('crash ordres at 5ms')
    await schedule.press('Enter')
    await expect(lab.getByText('Closest: orders.')).toBeInViewport({ ratio: 1 })
    for (const part of parts) await expect(part).toBeInViewport({ ratio: 1 })

    await lab.getByRole('button', { name: 'Keys' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })
}

test('keys act inside the lab only, and letters can be turned off', async ({ page }) => {
  await page.goto(ready)
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.focus()
  await page.keyboard.press('.')
  await page.keyboard.press('End')
  const end = await timeOf(lab)
  expect(end).toBeGreaterThan(0)
  await page.keyboard.press('Home')
  expect(await timeOf(lab)).toBe(0)
  await page.keyboard.press('x')
  const crashed = await timeOf(lab)
  expect(crashed).toBeGreaterThan(0)
  expect(crashed).toBeLessThan(end)
  await page.keyboard.press('f')
  await expect(lab.getByRole('button', { name: 'Leave full screen' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(lab.getByRole('button', { name: 'Full screen' })).toBeVisible()

  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys of the lab' })
  await keys.getByRole('checkbox').uncheck()
  await keys.getByRole('button', { name: 'Close' }).click()
  await lab.focus()
  await page.keyboard.press('x')
  expect(await timeOf(lab)).toBe(crashed)

  // The first stop leads past all of it, and the address keeps the run.
  const address = page.url()
  await lab.focus()
  await page.keyboard.press('Tab')
  await expect(lab.getByRole('link', { name: 'Skip the lab' })).toBeFocused()
  await expectAccessible(page, '#lab-outbox')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^End of Lab 6\.1/).locator('..')).toBeFocused()
  await page.keyboard.press('Tab')
  expect(await lab.evaluate((element) => element.contains(document.activeElement))).toBe(false)
  expect(page.url()).toBe(address)

  await page.getByRole('link', { name: 'Chapters' }).first().focus()
  await page.keyboard.press('Home')
  expect(await timeOf(lab)).toBe(crashed)
})

test('the playhead is one line: the thumb stands under it at any time', async ({ page }) => {
  await page.goto(ready)
  const lab = labOf(page)
  await expectRunning(lab)
  const time = lab.getByRole('slider', { name: 'Time' })
  for (const press of ['Home', '.', 'x', 'End']) {
    await lab.focus()
    await page.keyboard.press(press)
    const thumb = await time.locator('rect').last().boundingBox()
    const line = await lab
      .getByRole('region', { name: 'Time' })
      .locator('path[d*=" 4V"]')
      .first()
      .boundingBox()
    expect(
      Math.abs((thumb?.x ?? 0) + 4 - ((line?.x ?? -99) + (line?.width ?? 0) / 2)),
    ).toBeLessThan(1)
  }
})

test('more files than have room: the first is in sight at the start, the last when it is chosen', async ({
  page,
}) => {
  await setWidth(page, 1440)
  await page.goto(`${chapter}?lab=outbox-relay&variant=by-sequence&seed=7&schedule=`)
  const lab = labOf(page, 'Lab 6.3')
  await expectRunning(lab)
  const list = lab.getByRole('tablist', { name: 'Files' })
  const room = await list.evaluate((row) => row.scrollWidth - row.clientWidth)
  expect(room).toBeGreaterThan(0)
  expect(await list.evaluate((row) => row.scrollLeft)).toBe(0)
  const last = list.getByRole('tab').last()
  await list.getByRole('tab').first().focus()
  await page.keyboard.press('End')
  await expect(last).toBeFocused()
  // Beside what stands to its right, not under it.
  const tab = await last.boundingBox()
  const edit = await lab.getByRole('button', { name: 'Edit', exact: true }).boundingBox()
  expect((tab?.x ?? 0) + (tab?.width ?? 0)).toBeLessThanOrEqual(edit?.x ?? 0)
})
