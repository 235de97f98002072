/** Why things of a run are as they are: rows that answer for themselves, lines that say how often they ran, causes in every panel. */
import type { Locator, Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, setWidth, test } from './fixtures'
import { chapter, expectRunning, labOf, noticeOf, timeOf } from './lab'

const lost = 'crash orders before orders.ts:"announce it" #2'
const twice = 'crash relay after relay.ts:"publish it" #2'

async function openAtEnd(page: Page, variant: string, schedule: string): Promise<Locator> {
  await page.goto(
    `${chapter}?lab=outbox&variant=${variant}&seed=7&schedule=${encodeURIComponent(schedule)}`,
  )
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.getByRole('slider', { name: 'Time' }).press('End')
  return lab
}

test('a missing payment leads to the crash, by keyboard alone', async ({ page }) => {
  const lab = await openAtEnd(page, 'dual-write', lost)
  const why = lab.getByRole('button', { name: /^Why is there no row for order 1042/ })
  await why.focus()
  await page.keyboard.press('Enter')
  await expect(why).toHaveAttribute('aria-expanded', 'true')
  await expect(lab.getByText(/It ended here: orders crashed at 25\.0 ms before line/)).toBeVisible()
  const list = lab.getByRole('list', { name: 'What should have led to it, and how far it came' })
  await expect(list).toContainText('shop sends POST /orders 1042 to orders.')
  await expect(list).toContainText('orders-db commits: new row 1042 in orders.')
  await expectAccessible(page, '#lab-outbox')

  // Tab comes to the moment of the crash, and Enter goes there.
  await page.keyboard.press('Tab')
  await expect(lab.getByRole('button', { name: '25.0 ms' }).first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(() => timeOf(lab)).toBeLessThan(26_000)
})

test('a second charge leads to the crash of the relay; its line opens in the code panel', async ({
  page,
}) => {
  const lab = await openAtEnd(page, 'outbox', twice)
  await lab.getByRole('button', { name: 'Why is row 2 of payments so?' }).click()
  const changes = lab.getByRole('list', { name: 'Changes of payments 2' })
  await expect(changes).toContainText('broker delivers 1042 to payments.')
  await expect(changes).not.toContainText('crash')

  await lab.getByRole('button', { name: 'Why is row 3 of payments so?' }).click()
  const second = lab.getByRole('list', { name: 'Changes of payments 3' })
  await expect(second).toContainText('relay crashed at 31.5 ms')
  await expect(second).toContainText(twice)
  await second.getByRole('button', { name: /^relay\.ts:\d+$/ }).click()
  const code = lab.getByRole('region', { name: 'Code' })
  await expect(code.getByRole('tab', { name: 'relay.ts' })).toHaveAttribute('aria-selected', 'true')
  await expect(
    code.getByRole('button', { name: /^Crash relay before line/ }).and(page.locator(':focus')),
  ).toHaveCount(1)

  // Before the row was there it says so, and does not lose its place.
  await second.getByRole('button', { name: '19.0 ms' }).first().click()
  await expect(lab.getByText('3 is not there at this moment')).toBeVisible()
  await expect(lab.getByRole('button', { name: 'Why is row 3 of payments so?' })).toBeFocused()
})

test('a deleted row answers too', async ({ page }) => {
  const lab = await openAtEnd(page, 'outbox', twice)
  await lab.getByRole('button', { name: '2 deleted' }).click()
  await lab
    .getByRole('button', { name: /^Why is row .* of outbox so/ })
    .last()
    .click()
  const changes = lab.getByRole('list', { name: /^Changes of outbox/ })
  await expect(changes).toContainText('inserted')
  await expect(changes).toContainText('deleted')
})

test('what is pointed at marks its causes in every panel, and leaves when it is left', async ({
  page,
}) => {
  const lab = await openAtEnd(page, 'outbox', twice)
  const marked = lab.locator('[data-cause]')
  await expect(marked).toHaveCount(0)

  await lab.getByRole('button', { name: 'Why is row 3 of payments so?' }).focus()
  await expect(lab.locator('tr[data-cause]', { hasText: 'charged twice' })).toHaveCount(1)
  await expect(lab.locator('g[data-cause][data-link="relay broker"]')).toHaveCount(1)
  await expect(lab.locator('[data-cause-arrows]')).not.toHaveCount(0)
  await lab.getByRole('region', { name: 'Code' }).getByRole('tab', { name: 'relay.ts' }).click()
  await expect(lab.locator('[data-cause-arrows]')).toHaveCount(0)

  // A line by the mouse: the last time it ran was the second publication.
  await lab.locator('[data-thing^="line relay relay.ts"]', { hasText: 'producer.send' }).hover()
  await expect(lab.locator('[data-cause][data-thing^="line relay"]')).not.toHaveCount(0)
  await expect(lab.locator('[data-cause-arrows]')).not.toHaveCount(0)

  // The story says the same in words, and nothing that lies behind the playhead is marked.
  await lab.getByRole('tab', { name: 'Story' }).click()
  await lab.getByRole('button', { name: 'Because' }).click()
  const list = lab.getByRole('list', { name: 'What led to it, oldest first' })
  await lab
    .getByRole('button', { name: /58\.8 ms/ })
    .first()
    .focus()
  await expect(list).toContainText('relay crashed at 31.5 ms')
  await expect(lab.locator('li[data-cause]')).not.toHaveCount(0)
  await expectAccessible(page, '#lab-outbox')
  await lab.getByRole('slider', { name: 'Time' }).press('Home')
  await expect(marked).toHaveCount(0)
})

test('a line says how often it ran, and its menu which time is meant', async ({ page }) => {
  const lab = await openAtEnd(page, 'dual-write', '')
  const gutter = lab.getByRole('button', {
    name: /^Crash orders before line 23, which ran 2 times$/,
  })
  await gutter.focus()
  await page.keyboard.press('Alt+Enter')
  const menu = page.getByRole('dialog', { name: 'orders.ts, line 23' })
  await expect(menu).toContainText('of 2')
  const time = menu.getByRole('spinbutton', { name: 'Crash before this line: which time' })
  await expect(time).toHaveValue('2')
  await time.fill('1')
  await expect(menu).toContainText('crash orders before orders.ts:"announce it"')
  await expectAccessible(page, '[role="dialog"]')
  await time.press('Enter')
  await expect(
    noticeOf(
      lab,
      /Added: crash orders before orders\.ts:"announce it"\. orders passed that line at/,
    ),
  ).toBeVisible()
})

test.describe('by touch at 390 px', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } })

  test('a row is as high as a finger, and its answer stays in the window', async ({ page }) => {
    await setWidth(page, 390)
    const lab = await openAtEnd(page, 'outbox', twice)
    await lab.getByRole('tab', { name: 'Rows' }).tap()
    const why = lab.getByRole('button', { name: 'Why is row 3 of payments so?' })
    const box = await why.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44)
    await why.tap()
    const second = lab.getByRole('list', { name: 'Changes of payments 3' })
    await expect(second).toContainText('relay crashed at 31.5 ms')
    await expectNoSidewaysScroll(page)
    await expectAccessible(page, '#lab-outbox')
    await second
      .getByRole('button', { name: /^payments\.ts:\d+$/ })
      .first()
      .tap()
    await expect(lab.getByRole('tab', { name: 'Code' })).toHaveAttribute('aria-selected', 'true')
  })
})
