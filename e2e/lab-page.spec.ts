/** The lab as a thing on a page: what of it is in the window, what follows the run, and what stays where it is. */
import type { Locator } from '@playwright/test'
import { expect, setWidth, test } from './fixtures'
import { chapter, expectRunning, labOf, noticeOf, startLab, timeOf, waitForEnd } from './lab'

const lost = 'crash orders before orders.ts:"announce it" #2'

async function toEnd(lab: Locator): Promise<void> {
  await lab.getByRole('slider', { name: 'Time' }).press('End')
}

/** Whether a thing lies inside what its panel shows of itself. */
async function expectInside(thing: Locator, panel: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const [inner, outer] = await Promise.all([thing.boundingBox(), panel.boundingBox()])
      return (
        inner !== null &&
        outer !== null &&
        inner.y >= outer.y - 1 &&
        inner.y + inner.height <= outer.y + outer.height + 1
      )
    })
    .toBe(true)
}

test('a poster says the goal of its own variant', async ({ page }) => {
  await page.goto(chapter)
  await expect(labOf(page)).toContainText('Lose an event with one fault.')
  await expect(labOf(page, 'Lab 6.2')).toContainText('Charge a customer twice.')
  await expect(labOf(page, 'Lab 6.2')).not.toContainText('Lose an event')
})

test('the story follows the run', async ({ page }) => {
  for (const width of [1440, 1024] as const) {
    await setWidth(page, width)
    await page.goto(`${chapter}?lab=outbox&variant=dual-write&seed=7`)
    const lab = labOf(page)
    await expectRunning(lab)
    await lab.getByRole('tab', { name: 'Story' }).click()
    await toEnd(lab)
    const now = lab.locator('[data-panel="story"] [aria-current="step"]')
    await expectInside(now, lab.locator('[data-panel="story"]'))
  }
})

test('a crash that is to come stands in the gutter, is said in the window, and can be taken back', async ({
  page,
}) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const crash = lab.getByRole('button', { name: 'Crash orders before line 23' })
  await expect(crash).toHaveAttribute('aria-pressed', 'false')

  await crash.click()
  await expect(noticeOf(lab, `Added: ${lost}.`)).toBeInViewport()
  await page.mouse.move(5, 5)
  await expect(crash).toHaveAttribute('aria-pressed', 'true')
  const line = lab.locator('[data-line="23"]')
  await expect(line).toHaveAttribute('data-planned', 'before')
  await expect(line.getByText('crash here the second time')).toBeVisible()
  await expect(crash.locator('svg')).toHaveCSS('opacity', '1')

  await crash.click()
  await expect(noticeOf(lab, `Taken back: ${lost}.`)).toBeInViewport()
  await expect(crash).toHaveAttribute('aria-pressed', 'false')
  await expect(line).not.toHaveAttribute('data-planned')
})

test('the lab stays where it is when the question above it is marked', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.getByRole('button', { name: 'Crash orders before line 23' }).click()
  await expect(noticeOf(lab, `Added: ${lost}.`)).toBeVisible()
  const place = () => lab.evaluate((element) => Math.round(element.getBoundingClientRect().top))
  const before = await place()

  await lab.focus()
  await page.keyboard.press('End')
  await expect(
    page.locator('[data-predict="outbox/after-the-crash"]').getByText('Shown without a prediction'),
  ).toBeAttached()
  await expect.poll(async () => Math.abs((await place()) - before)).toBeLessThan(2)
})

test('the code shows the crash also to who comes to the end without playing', async ({ page }) => {
  await setWidth(page, 1024)
  await page.goto(
    `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=${encodeURIComponent(lost)}`,
  )
  const lab = labOf(page)
  await expectRunning(lab)
  await toEnd(lab)
  await lab.getByRole('tab', { name: 'Code' }).click()
  await expectInside(lab.locator('[data-line="23"]'), lab.locator('[data-panel="code"]'))
})

test('a crash in another file opens that file', async ({ page }) => {
  const crash = encodeURIComponent('crash relay before relay.ts:"take it out of the outbox"')
  await page.goto(`${chapter}?lab=outbox&variant=outbox&seed=7&schedule=${crash}`)
  const lab = labOf(page)
  await expectRunning(lab)
  await toEnd(lab)
  await expect(lab.getByRole('tab', { name: 'relay.ts' })).toHaveAttribute('aria-selected', 'true')
})

test('a step from the start is one that can be seen', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('.')
  await expect.poll(() => timeOf(lab)).toBeGreaterThan(0)
  await page.keyboard.press(',')
  await expect.poll(() => timeOf(lab)).toBe(0)
})

test('all of a lab is in the window', async ({ page }) => {
  for (const width of [1440, 1024] as const) {
    await setWidth(page, width)
    await page.goto(chapter)
    const lab = await startLab(page)
    const schedule = lab.getByRole('textbox', { name: 'Schedule' })
    const bottom = () =>
      schedule.evaluate((element) => innerHeight - element.getBoundingClientRect().bottom)
    await expect.poll(bottom).toBeGreaterThan(0)
    // No jump at the end, where the head offers the next step.
    await lab.focus()
    await page.keyboard.press('End')
    await waitForEnd(lab)
    expect(await bottom()).toBeGreaterThan(0)
    const top = await lab.evaluate((element) => element.getBoundingClientRect().top)
    expect(top).toBeGreaterThan(-1)
    await lab.getByRole('tab', { name: 'Rows' }).click()
  }
})

test('what the head has no room for is one step away', async ({ page }) => {
  await setWidth(page, 1024)
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.getByRole('tab', { name: 'Code' }).click()
  await lab.getByRole('button', { name: 'Code changes' }).click()
  await expect(page.getByRole('dialog', { name: 'What differs in the code' })).toBeVisible()
  await page.keyboard.press('Escape')
  await lab.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: /^Side by side/ }).click()
  await expect(lab.getByRole('region', { name: 'Side by side' })).toBeVisible()
})

test('the diagram is looked at more closely by button and by key, wherever the focus is', async ({
  page,
}) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const bar = lab.getByText(/×, around the playhead$/)
  await lab.getByRole('button', { name: 'Zoom in' }).click()
  await expect(bar).toHaveText('1.5×, around the playhead')
  await lab.getByRole('button', { name: 'Fit' }).click()
  await expect(bar).toHaveCount(0)
  await expect(lab.getByRole('button', { name: 'Zoom in' })).toBeFocused()

  await page.keyboard.press('2')
  await page.keyboard.press('+')
  await expect(bar).toHaveText('1.5×, around the playhead')
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('+')
  await expect(bar).toHaveText('2.3×, around the playhead')
  await page.keyboard.press('-')
  await expect(bar).toHaveText('1.5×, around the playhead')
  await page.keyboard.press('0')
  await expect(bar).toHaveCount(0)
  await page.keyboard.press('?')
  await expect(page.getByText('look closer, less close, at the whole run')).toBeVisible()
})

test('one order is put into ink, by the list and by its name in the diagram', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.focus()
  await page.keyboard.press('End')
  const order = lab.getByRole('combobox', { name: 'Which order is drawn in ink' })
  await order.selectOption('1042')
  await expect(lab.getByText(/^\d+ messages, \d+ drawn$/)).toBeVisible()
  await order.selectOption('all orders')
  await expect(lab.getByText(/^\d+ messages, \d+ drawn$/)).toHaveCount(0)

  const at = await timeOf(lab)
  await lab
    .getByRole('region', { name: 'Time' })
    .locator('g[data-thing^="message"]')
    .getByText('POST /orders 1041')
    .click()
  await expect(order).toHaveValue('1041')
  expect(await timeOf(lab)).toBe(at)
})

test('no word of a table is cut off where the window has room for it', async ({ page }) => {
  for (const width of [1440, 390] as const) {
    await setWidth(page, width)
    await page.goto(
      `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=${encodeURIComponent(lost)}`,
    )
    const lab = labOf(page)
    await expectRunning(lab)
    await lab.focus()
    await page.keyboard.press('End')
    await lab.getByRole('tab', { name: 'Rows' }).click()
    await expect(lab.getByText('unannounced')).toBeVisible()
    const cut = await lab
      .locator('[data-panel="rows"] [data-table] > section')
      .evaluateAll((tables) =>
        tables
          .filter((table) => table.scrollWidth > table.clientWidth)
          .map((table) => `${table.getAttribute('aria-label')} at ${innerWidth}`),
      )
    expect(cut).toEqual([])
  }
})

test('a message in flight has faults of its own, and its menu names its order', async ({
  page,
}) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const message = lab.getByRole('button', { name: /^Message, orders 1041, in flight/ })
  await lab.focus()
  for (let steps = 0; steps < 60 && (await message.count()) === 0; steps++)
    await page.keyboard.press('.')
  await message.press('Enter')
  const menu = page.getByRole('dialog', { name: 'orders 1041, orders → broker' })
  const drop = menu.getByRole('button', { name: /^Drop this message/ })
  await drop.focus()
  // The ring is about the row.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(drop).toHaveCSS('outline-style', 'none')
  const row = menu.locator('li', { has: page.getByRole('button', { name: /^Drop this message/ }) })
  await expect(row).toHaveCSS('outline-style', 'solid')
  await page.keyboard.press('d')
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    /; drop orders->broker #1$/,
  )
  await expect(noticeOf(lab, /^Added: drop orders->broker #1\./)).toBeInViewport()
})

test('a lab without room draws nothing, and is there again with it', async ({ page }) => {
  await page.goto(`${chapter}?lab=outbox&variant=dual-write&seed=7&beside=outbox`)
  const lab = labOf(page)
  const view = lab.getByRole('region', { name: 'Side by side' })
  await expect(view).toBeVisible({ timeout: 60_000 })
  await page.setViewportSize({ width: 30, height: 600 })
  await setWidth(page, 390)
  await expect(view.getByRole('region', { name: /^A:/ })).toBeVisible()
})

test('the poster shows the run up to the fault on a narrow page too, under what can be done', async ({
  page,
}) => {
  await setWidth(page, 390)
  await page.goto(chapter)
  const lab = labOf(page)
  const [start, picture] = await Promise.all([
    lab.getByRole('button', { name: 'Start the lab' }).boundingBox(),
    lab.getByRole('img').boundingBox(),
  ])
  expect(picture?.height).toBeGreaterThan(300)
  expect(picture?.y).toBeGreaterThan((start?.y ?? 0) + (start?.height ?? 0))
})

test('what is said at 390 px leaves the foot of the time diagram in sight', async ({ page }) => {
  await setWidth(page, 390)
  await page.goto(chapter)
  await page
    .locator('[data-challenge="outbox/lose-it-without-a-crash"]')
    .getByRole('button', { name: 'Open it in the lab' })
    .click()
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.getByRole('tab', { name: 'Time', exact: true }).click()
  const rooms = () =>
    page.evaluate(() => {
      const scroll = document.querySelector('#lab-outbox [data-scrolls]')
      const hide = [...document.querySelectorAll('#lab-outbox button')].find(
        ({ textContent }) => textContent === 'Hide',
      )
      const dock = hide?.parentElement
      const lab = document.getElementById('lab-outbox')
      lab?.scrollIntoView({ block: 'start' })
      return {
        foot: scroll?.getBoundingClientRect().bottom ?? Number.NaN,
        dock: dock?.getBoundingClientRect().top ?? Number.NaN,
        said: dock !== undefined,
      }
    })
  await expect.poll(async () => (await rooms()).said).toBe(true)
  const after = await rooms()
  expect(after.foot).toBeLessThanOrEqual(after.dock)
})
