/** Questions before a run: answered, then marked by the run that the reader has seen to its end. */
import {
  expect,
  expectAccessible,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setWidth,
  test,
} from './fixtures'
import { chapter, expectRunning, labOf, noticeOf, runSchedule, timeOf } from './lab'
import type { Locator, Page } from '@playwright/test'

const cardOf = (page: Page, id: string) => page.locator(`[data-predict="outbox/${id}"]`)

async function toEnd(lab: Locator, page: Page): Promise<void> {
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
}

test('an answer is locked, the run marks it, and both stand side by side after a reload', async ({
  page,
}) => {
  await page.goto(chapter)
  const card = cardOf(page, 'after-the-crash')
  const commit = card.getByRole('button', { name: 'Commit my answer' })
  await expect(commit).toHaveAttribute('aria-disabled', 'true')
  await card.getByRole('radio', { name: /^The order, its message and a payment/ }).check()
  await commit.click()
  await expect(card.getByText('You said: The order, its message and a payment.')).toBeVisible()
  await expect(card.getByText('Locked. The run will mark it at its end.')).toBeVisible()

  // Where the button was that is gone, the keyboard has the next one.
  const run = card.getByRole('button', { name: 'Run it' })
  await expect(run).toBeFocused()
  await run.click()
  const lab = labOf(page)
  await expectRunning(lab)
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    /crash orders before orders\.ts:"announce it" #2/,
  )
  await expect(lab.getByRole('button', { name: 'Pause' })).toBeVisible()
  // Not even in pencil is it shown what comes.
  await lab.getByRole('button', { name: 'Pause' }).click()
  await expect(lab.getByRole('region', { name: 'Time' }).getByText(/crash/)).toHaveCount(0)
  await expect(card.getByRole('table')).toHaveCount(0)
  // Where nothing is drawn stands why.
  await page.keyboard.press('Home')
  const why = lab.getByText('What comes is hidden while a prediction about this run is open.')
  await expect(why).toBeVisible()
  await expectAccessible(page, '#lab-outbox')

  // Nor is it printed.
  await page.emulateMedia({ media: 'print' })
  await expect(lab.getByText(/^Printed up to .* as far as it was seen/)).toBeVisible()
  await expect(lab.getByText('orders crashed')).toHaveCount(0)
  await expect(lab.getByText('and none is coming')).toHaveCount(0)
  await page.emulateMedia({ media: 'screen' })

  await toEnd(lab, page)
  await expect(why).toHaveCount(0)
  await expect(noticeOf(lab, 'This run has marked your prediction.')).toBeVisible()
  await expect(lab.getByRole('link', { name: 'Back to the question' })).toHaveAttribute(
    'href',
    `#${await card.getAttribute('id')}`,
  )
  const row = (name: RegExp) => card.getByRole('row', { name })
  await expect(row(/rows of orders about order 1042 1 row 1 row$/)).toBeVisible()
  await expect(row(/records of orders .* 1 record no record not as you said/)).toBeVisible()
  await expect(row(/rows of payments .* 1 row no row not as you said/)).toBeVisible()
  await expect(card.getByText('Nobody has been told yet.')).toBeVisible()

  // A sentence leads to its moment.
  const moment = card.getByRole('button', { name: /ms .*orders crashed/ })
  const said = await moment.getByRole('time').textContent()
  await moment.click()
  await expect(lab).toBeFocused()
  expect((await timeOf(lab)) / 1000).toBeCloseTo(Number.parseFloat(said ?? ''), 0)
  await toEnd(lab, page)

  await page.reload()
  await expect(row(/records of orders .* 1 record no record not as you said/)).toBeVisible()
  await expect(card.getByText('What happened:')).toBeVisible()
  await expect(card.getByText('Nobody has been told yet.')).toBeVisible()
  await card.getByRole('button', { name: 'Ask me again' }).click()
  await expect(card.getByRole('radio').first()).not.toBeChecked()
})

test('by keyboard alone, with a number; what cannot be one is refused in place', async ({
  page,
}) => {
  await page.goto(chapter)
  const card = cardOf(page, 'publish-first')
  const number = card.getByRole('textbox', { name: /How many payments/ })
  await number.focus()
  await page.keyboard.type('many')
  await expect(card.getByText('A whole number from 0 to 20.')).toBeVisible()
  await expect(number).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('1')
  await page.keyboard.press('Enter')
  await expect(card.getByText('You said: 1 row')).toBeVisible()
  await card.getByRole('button', { name: 'Run it' }).press('Enter')
  const lab = labOf(page)
  await expectRunning(lab)
  await expect(lab.getByRole('radio', { name: 'Publish first' })).toBeChecked()
  await toEnd(lab, page)
  await expect(card.getByText('marked by the run: as you said')).toBeVisible()
})

test('who asks to be shown is shown, and it is remembered as that', async ({ page }) => {
  await page.goto(chapter)
  const card = cardOf(page, 'slow-commit')
  await card.getByRole('button', { name: 'Show me without predicting' }).click()
  const lab = labOf(page, 'Lab 6.3')
  await expectRunning(lab)
  await toEnd(lab, page)
  await expect(card.getByText('Shown without a prediction')).toBeVisible()
  await expect(card.getByRole('row', { name: /shipping, messages .* no message$/ })).toBeVisible()
  await expect(card.getByRole('columnheader', { name: 'you said' })).toHaveCount(0)
})

test('a fault put there by hand is the run that was asked about; another run is not', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await page.goto(chapter)
  const card = cardOf(page, 'relay-crash')
  await card.getByRole('radio', { name: 'Two records, two charges.' }).check()
  await card.getByRole('button', { name: 'Commit my answer' }).click()
  const lab = labOf(page, 'Lab 6.2')
  await lab.getByRole('button', { name: 'Start the lab' }).click()
  await expectRunning(lab)
  await toEnd(lab, page)
  await expect(card.getByText('Locked. The run will mark it at its end.')).toBeVisible()

  await runSchedule(lab, 'crash relay after relay.ts:"publish it" #2')
  await toEnd(lab, page)
  await expect(card.getByText('marked by the run: as you said')).toBeVisible()
})

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })
  test('a card is a question to think about, and the page holds no answer', async ({ page }) => {
    await page.goto(chapter)
    const cards = page.getByRole('group', { name: 'Prediction' })
    await expect(cards).toHaveCount(7)
    await expect(cards.first().getByRole('radio')).toHaveCount(4)
    await expect(page.getByRole('button', { name: 'Commit my answer' })).toHaveCount(0)
    await expect(page.getByText('you said')).toHaveCount(0)
  })
})

test.describe('in both themes', () => {
  test.use({ reducedMotion: 'reduce' })
  for (const width of [1440, 390] as const) {
    test(`axe finds nothing at ${width} px: open, chosen, locked, marked`, async ({ page }) => {
      test.setTimeout(180_000)
      await setWidth(page, width)
      await page.goto(chapter)
      const within = '[data-predict="outbox/after-the-crash"]'
      const card = cardOf(page, 'after-the-crash')
      await expect(card.getByRole('button', { name: 'Commit my answer' })).toBeVisible()
      await expectAccessibleInBothThemes(page, within)
      await card.getByRole('radio', { name: 'The order and nothing else.' }).check()
      await expectAccessibleInBothThemes(page, within)
      await card.getByRole('button', { name: 'Commit my answer' }).click()
      await expectAccessibleInBothThemes(page, within)
      await card.getByRole('button', { name: 'Run it' }).click()
      const lab = labOf(page)
      await expectRunning(lab)
      await toEnd(lab, page)
      await expect(card.getByText('marked by the run: as you said')).toBeVisible()
      await expectAccessibleInBothThemes(page, within)
      await expectNoSidewaysScroll(page)
    })
  }
})

test('what the lesson says of a run stands folded until its question has been answered', async ({
  page,
}) => {
  await page.goto(chapter)
  const said = page.locator('[data-after="outbox/publish-first"]')
  await expect(said.getByText('Now payments charges Bo')).toBeHidden()
  await expectAccessible(page, '[data-after="outbox/publish-first"]')

  const card = cardOf(page, 'publish-first')
  await card.getByRole('textbox', { name: /How many payments/ }).fill('1')
  await card.getByRole('button', { name: 'Commit my answer' }).click()
  await expect(said.getByText('Now payments charges Bo')).toBeVisible()
  await expectAccessible(page, '[data-after="outbox/publish-first"]')

  // It stays so, and whoever does not want to answer can look.
  await page.reload()
  await said.scrollIntoViewIfNeeded()
  await expect(said.getByText('Now payments charges Bo')).toBeVisible()
  const other = page.locator('[data-after="outbox/same-crash-with-an-outbox"]')
  await other.getByText('What comes of it').press('Enter')
  await expect(other.getByText('loses nothing')).toBeVisible()
})
