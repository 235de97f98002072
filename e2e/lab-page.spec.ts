/** The lab as a thing on a page: what of it is in the window, what follows the run, and what stays where it is. */
import type { Locator } from '@playwright/test'
import { expect, setWidth, test } from './fixtures'
import { chapter, expectRunning, labOf, noticeOf, startLab, timeOf } from './lab'

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
