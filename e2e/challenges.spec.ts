/** Challenges: opened in a lab, judged by its runs, kept, and for a repair judged by a sweep of the reader's code. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  setWidth,
  test,
  widths,
} from './fixtures'
import {
  chapter,
  expectRunning,
  filledIn,
  labOf,
  noticeOf,
  promiseOf,
  runSchedule,
  startTimeoutMs,
} from './lab'

function challengeOf(page: Page, id: string): Locator {
  return page.locator(`[data-challenge="outbox/${id}"]`)
}

async function playToEnd(page: Page, lab: Locator): Promise<void> {
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
}

test('a reader breaks it without a crash, is told what is missing, and finds it solved later', async ({
  page,
}) => {
  await page.goto(chapter)
  const card = challengeOf(page, 'lose-it-without-a-crash')
  await card.getByRole('button', { name: 'Hint 1 of 3' }).click()
  await expect(card.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)

  await card.getByRole('button', { name: 'Open it in the lab' }).click()
  const lab = labOf(page)
  await expect(card.getByRole('button', { name: 'Opening the lab' })).toBeVisible()
  await expectRunning(lab)
  await expect(card.getByRole('button', { name: 'Open it in the lab' })).toBeVisible()
  await expect(lab).toBeInViewport()
  await expect(noticeOf(lab, /^Challenge 1: Lose it without a crash\./)).toBeVisible()
  await expect(
    lab.getByRole('heading', { name: /^Challenge 1 Order 1042 is stored/ }),
  ).toBeVisible()
  await runSchedule(lab, 'crash orders before orders.ts:"announce it" #2')
  await playToEnd(page, lab)
  await expect(noticeOf(lab, /Challenge 1, still to do: no crash/)).toBeVisible()
  await expect(card.getByRole('status')).toHaveText('Your last run: 1 still to do.')

  // Another run: what was found is of the one before it.
  await runSchedule(lab, 'cut orders-db->orders from 23ms to 60ms')
  await expect(card.getByRole('status')).toHaveText(
    /^From before your change: 1 still to do\. The run on the plate is another/,
  )
  await expectAccessible(page, '[data-challenge="outbox/lose-it-without-a-crash"]')
  await runSchedule(lab, 'crash orders before orders.ts:"announce it" #2')
  await expect(card.getByRole('status')).toHaveText('Your last run: 1 still to do.')

  await runSchedule(lab, 'cut orders-db->orders from 23ms to 60ms')
  await playToEnd(page, lab)
  await expect(noticeOf(lab, /^Challenge 1 is solved, with 1 fault/)).toBeVisible()
  await expect(card).toContainText('Solved with 1 fault.')
  await expect(lab.getByRole('heading', { name: /^Challenge 1/ })).toHaveCount(0)
  await card.scrollIntoViewIfNeeded()
  await expectAccessible(page, '[data-challenge="outbox/lose-it-without-a-crash"]')
  for (const width of widths) {
    await setWidth(page, width)
    await expectNoSidewaysScroll(page)
  }

  // What was kept is fetched when the card comes near.
  await page.goto(chapter)
  await card.scrollIntoViewIfNeeded()
  await expect(card).toContainText('Solved with 1 fault.')
  await expect(card.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)
})

test('a repair is judged by the sweep of the reader’s own code', async ({ page }) => {
  test.setTimeout(300_000)
  await page.goto(chapter)
  const card = challengeOf(page, 'repair-the-dual-write')
  await card.getByRole('button', { name: 'Open it in the lab' }).click()
  const lab = labOf(page)
  await expectRunning(lab)
  const editor = lab.getByRole('textbox', { name: /^orders\.ts, editable/ })
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(
    readFileSync('simulations/outbox/services/outbox/orders.ts', 'utf8'),
  )
  await expect(lab.getByText('The run below is of your code.')).toBeVisible({
    timeout: startTimeoutMs,
  })
  await playToEnd(page, lab)
  const task = lab.getByRole('region', { name: 'Challenge 6', exact: true })
  await expect(task).toContainText('Your last run: 1 still to do.')
  await expect(task).toContainText('There: not swept yet.')
  await expect(task.getByRole('table', { name: 'What you tried' })).toContainText('1 still to do')

  const tries = await card.getByText(/^\d+ (try|tries)$/).textContent()

  await lab.getByRole('button', { name: 'Sweep your code' }).click()
  await expect(card).toContainText('Solved with 7 new lines.', { timeout: 200_000 })
  // Seen and swept, it is one try.
  await expect(card).toContainText(tries ?? 'no try')
})

test('a repair that has no place for the fault any more runs without it, and is what is swept', async ({
  page,
}) => {
  test.setTimeout(300_000)
  await page.goto(chapter)
  const card = challengeOf(page, 'repair-the-dual-write')
  await card.getByRole('button', { name: 'Open it in the lab' }).click()
  const lab = labOf(page)
  await expectRunning(lab)
  const editor = lab.getByRole('textbox', { name: /^orders\.ts, editable/ })
  await editor.focus()
  await page.keyboard.press('Control+a')
  const repaired = readFileSync('simulations/outbox/services/outbox/orders.ts', 'utf8')
  await page.keyboard.insertText(repaired.replace('    // announce it\n', ''))
  const wrong = lab.getByRole('alert')
  await expect(wrong).toContainText(
    'The schedule says crash orders before orders.ts:"announce it" #2, and your code has no such place any more',
    { timeout: startTimeoutMs },
  )
  await expect(wrong).not.toContainText('column')
  await expectAccessible(page, '#lab-outbox')
  await wrong.getByRole('button', { name: 'Take that fault out' }).click()
  await expect(wrong).toHaveCount(0)
  await expect(lab.getByText('The run below is of your code.')).toBeVisible()

  // What leaves the page has the code with it.
  await lab.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'About this run' })
  await expect(dialog.getByRole('definition').filter({ hasText: /^orders\.ts$/ })).toBeVisible()
  await expect(dialog).toContainText('The command line has no room for your orders.ts')
  await expectAccessible(page, '[role="dialog"]')
  const saving = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save changed files' }).click()
  const saved = await saving
  const stem = /^outbox-dual-write-beside-relay-[0-9a-f]{8}\.edits\.json$/
  expect(saved.suggestedFilename()).toMatch(stem)
  const edits = JSON.parse(readFileSync(await saved.path(), 'utf8'))
  expect(Object.keys(edits)).toEqual(['services/dual-write/orders.ts'])
  await page.keyboard.press('Escape')

  await lab.getByRole('button', { name: 'Sweep your code' }).click()
  await expect(card).toContainText(/Solved with \d new lines\./, { timeout: 200_000 })
})

test('what cannot be compiled is not swept, and no other code in its place', async ({ page }) => {
  await page.goto(chapter)
  await challengeOf(page, 'repair-the-dual-write')
    .getByRole('button', { name: 'Open it in the lab' })
    .click()
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.getByRole('textbox', { name: /^orders\.ts, editable/ }).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('const x = ;')
  await expect(lab.getByText(/does not show the text above/)).toBeVisible({
    timeout: startTimeoutMs,
  })
  await expect(lab.getByText('Waits for code that runs.')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(noticeOf(lab, /^Your text does not run yet/)).toBeVisible()
  await expect(lab.getByRole('slider', { name: 'Time' })).toBeVisible()
})

test('a repair has its task, its sweep and its run beside the editor', async ({ page }) => {
  test.setTimeout(300_000)
  await setWidth(page, 1440)
  await page.goto(chapter)
  const card = challengeOf(page, 'repair-the-dual-write')
  await card.getByRole('button', { name: 'Open it in the lab' }).click()
  const lab = labOf(page)
  await expectRunning(lab)
  const editor = lab.getByRole('textbox', { name: /^orders\.ts, editable/ })
  const task = lab.getByRole('region', { name: 'Challenge 6', exact: true })
  const sweep = lab.getByRole('region', { name: 'Sweep of your code' })
  await expect(
    lab.getByRole('heading', { name: 'Challenge 6 Repair the dual write' }),
  ).toBeVisible()
  await expect(task).toContainText('Change orders.ts so that no single fault')
  await expect(sweep).toContainText('Nothing changed yet')
  await task.getByRole('button', { name: 'Hint 1 of 3' }).click()
  await expect(card.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(1)

  // Two commits are no outbox.
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(
    readFileSync('simulations/outbox/services/outbox/orders.ts', 'utf8').replace(
      'await tx.query(\n      `INSERT INTO outbox',
      'await db.query(\n      `INSERT INTO outbox',
    ),
  )
  await expect(lab.getByText('The run below is of your code.')).toBeVisible({
    timeout: startTimeoutMs,
  })
  await expect(lab.getByRole('button', { name: 'Sweep your code' })).toBeVisible()
  expect(await filledIn(lab)).toEqual(['Sweep your code'])
  await editor.focus()
  await page.keyboard.press('Control+Enter')
  const failing = sweep.getByRole('list', { name: 'Failing runs' }).getByRole('button')
  await expect(failing.first()).toBeVisible({ timeout: 200_000 })
  await expect(task).toContainText('Your last run: 1 still to do.')
  await expect(editor).toBeVisible()
  await expectAccessible(page, '#lab-outbox')
  // It was not enough: the next hint is the next step, once for this text.
  const hint = lab.getByRole('button', { name: 'Read hint 2, try again' })
  await expect(hint).toBeVisible()
  expect(await filledIn(lab)).toEqual(['Read hint 2, try again'])
  await hint.press('Enter')
  await expect(task.getByRole('list', { name: 'Hints' }).getByRole('listitem')).toHaveCount(2)
  await expect(task.getByRole('list', { name: 'Hints' }).getByRole('listitem').last()).toBeFocused()
  await expect(lab.getByRole('button', { name: /^Read hint/ })).toHaveCount(0)

  // One of them is put below.
  const schedule = (await failing.first().textContent()) ?? ''
  await failing.first().click()
  await expect
    .poll(() => lab.getByRole('textbox', { name: 'Schedule' }).inputValue())
    .toContain(schedule)
  // To look at a failing run of it is no other try.
  await expect(task.getByRole('table', { name: 'What you tried' }).getByRole('row')).toHaveCount(2)
  await expect(failing.first()).toHaveAttribute('aria-pressed', 'true')
  await expect(promiseOf(lab, 'Nothing is announced that was not committed')).toContainText(
    'broken',
  )

  // What was found is of the text before.
  await editor.focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('// once more\n')
  await expect(sweep).toContainText('From before this change.', { timeout: startTimeoutMs })
  await expect(task).toContainText(/From before your change: \d still to do\./)
  await expectAccessible(page, '#lab-outbox')

  await setWidth(page, 1024)
  await expect(editor).toBeVisible()
  await expectNoSidewaysScroll(page)
  await lab.getByRole('tab', { name: 'Goal' }).click()
  await expect(task).toBeVisible()
  await setWidth(page, 390)
  await expectNoSidewaysScroll(page)
  await lab.getByRole('tab', { name: 'Sweep' }).click()
  await expect(sweep).toBeVisible()
  await expectAccessible(page, '#lab-outbox')
  await setWidth(page, 1440)
  await task.getByRole('button', { name: 'Leave it' }).click()
  await expect(task).toHaveCount(0)
  await expect(lab.getByRole('region', { name: 'Map' })).toBeVisible()
})
