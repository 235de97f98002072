/** The story of the first chapter, by mouse and by keyboard alone: break it, see what is missing, repair it. */
import { expect, expectAccessible, test } from './fixtures'
import { chapter, expectRunning, labOf, noticeOf, promiseOf, startLab, waitForEnd } from './lab'

const announced = 'Every committed order is announced'

test('a reader crashes orders between commit and publish, then switches the outbox on', async ({
  page,
}) => {
  test.setTimeout(150_000)
  await page.goto(chapter)
  const lab = await startLab(page)

  const code = lab.getByRole('region', { name: 'Code' })
  const line = await lineOf(code, 'await producer.send')
  await code.getByRole('button', { name: `Crash orders before line ${line}` }).click()
  await expect(
    noticeOf(lab, 'Added: crash orders before orders.ts:"announce it" #2.'),
  ).toBeVisible()
  await lab.getByRole('combobox', { name: 'Speed' }).selectOption('4')
  await lab.getByRole('button', { name: 'Play' }).click()
  await waitForEnd(lab)

  await expect(promiseOf(lab, announced)).toContainText('broken')
  await expect(lab.getByText('no row for order 1042, and none is coming')).toBeVisible()
  await lab.getByRole('button', { name: 'Show the row' }).first().click()
  await expect(lab.getByRole('row', { name: /1042 .* unannounced/ })).toBeVisible()

  await lab.getByRole('button', { name: 'Switch outbox on, replay' }).click()
  const beside = lab.getByRole('region', { name: 'Side by side' })
  await expect(beside.getByText('Both do the same until')).toBeVisible()
  await waitForEnd(lab)
  await expect(beside.getByText('kept', { exact: true })).toBeVisible()
  await expect(
    lab.getByRole('row', { name: /record of orders, order 1042.*missing.*none/ }),
  ).toBeVisible()
  await beside.getByRole('button', { name: 'Keep outbox' }).click()
  await expect(lab.getByRole('radio', { name: 'Outbox', exact: true })).toBeChecked()
  await expect(promiseOf(lab, announced)).toContainText('kept')
  await expect(lab.getByText('never announced')).toHaveCount(0)
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    /crash orders before orders\.ts:"announce it" #2/,
  )
})

test('the same by keyboard alone', async ({ page }) => {
  test.setTimeout(150_000)
  await page.goto(chapter)
  const lab = labOf(page)
  await lab.getByRole('button', { name: 'Start the lab' }).focus()
  await page.keyboard.press('Enter')
  await expectRunning(lab)
  await expect(lab).toBeFocused()

  // 4 is the code; its gutter is one stop, with the line that announces two lines down.
  await page.keyboard.press('4')
  const gutter = lab.getByRole('button', { name: /^Crash orders before line/ })
  await tabTo(page, gutter.and(page.locator('[tabindex="0"]')))
  const line = await lineOf(lab.getByRole('region', { name: 'Code' }), 'await producer.send')
  const target = lab.getByRole('button', { name: `Crash orders before line ${line}` })
  for (let presses = 0; presses < 30 && !(await isFocused(target)); presses++)
    await page.keyboard.press('ArrowDown')
  await expect(target).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(
    noticeOf(lab, 'Added: crash orders before orders.ts:"announce it" #2.'),
  ).toBeVisible()

  await page.keyboard.press('End')
  await expect(promiseOf(lab, announced)).toContainText('broken')
  const remedy = lab.getByRole('button', { name: 'Switch outbox on, replay' })
  await expect(remedy).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('v')
  await remedy.focus()
  await page.keyboard.press('Enter')
  const beside = lab.getByRole('region', { name: 'Side by side' })
  await expect(beside.getByRole('region', { name: 'B: Outbox' })).toBeVisible()
  // The focus is where the next key is wanted.
  await expect(beside.getByRole('button', { name: 'Pause' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(beside.getByText('kept', { exact: true })).toBeVisible()
  await tabTo(page, beside.getByRole('button', { name: 'Keep outbox' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(lab.getByRole('radio', { name: 'Outbox', exact: true })).toBeChecked()
  await expect(promiseOf(lab, announced)).toContainText('kept')
})

test('the home page crashes by itself when asked, and offers the repair', async ({ page }) => {
  test.setTimeout(120_000)
  await page.goto('/')

  await page.getByRole('button', { name: /^Crash orders at line \d+$/ }).click()
  const lab = page.getByRole('region', { name: 'Lab', exact: true })
  await expectRunning(lab)
  await expect(page).toHaveURL(/\/\?lab=home&variant=dual-write/)
  // Once, before the crash, and by keyboard.
  const question = lab.getByRole('group', { name: /^orders has stored 1042 .* payments hear\?$/ })
  const first = question.getByRole('radio', { name: 'Order 1042, a moment later' })
  await expect(first).toBeFocused({ timeout: 60_000 })
  await expectAccessible(page, '#lab-home')
  await expect(lab.getByRole('region', { name: 'Time' }).getByText(/crash/)).toHaveCount(0)
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(question).toHaveCount(0)
  await waitForEnd(lab)

  await expect(noticeOf(lab, 'Not as you said: payments heard nothing of 1042.')).toBeVisible()
  await expect(promiseOf(lab, announced)).toContainText('broken')
  await lab.getByRole('button', { name: 'Switch outbox on, replay' }).click()
  const beside = lab.getByRole('region', { name: 'Side by side' })
  await waitForEnd(lab)
  await expect(beside.getByText('broken', { exact: true })).toBeVisible()
  await expect(beside.getByText('kept', { exact: true })).toBeVisible()
  await beside.getByRole('button', { name: 'Keep outbox' }).click()
  await expect(promiseOf(lab, announced)).toContainText('kept')
  await expect(page.getByRole('link', { name: /^Read chapter 6/ })).toBeVisible()
})

test('who skips the question of the home page is not asked again', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: /^Crash orders at line \d+$/ }).click()
  const lab = page.getByRole('region', { name: 'Lab', exact: true })
  await expectRunning(lab)
  const question = lab.getByRole('group', { name: /payments hear\?$/ })
  await expect(question).toBeInViewport({ timeout: 60_000 })
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await expect(lab.getByRole('button', { name: 'Pause' })).toBeVisible()
  await waitForEnd(lab)
  await expect(lab.getByText(/s you said:/)).toHaveCount(0)
  await page.keyboard.press('r')
  await waitForEnd(lab)
  await expect(question).toHaveCount(0)
})

test('on paper a lab is its run, not its controls', async ({ page }) => {
  await page.goto(
    `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=${encodeURIComponent('crash orders before orders.ts:"announce it" #2')}`,
  )
  const lab = labOf(page)
  await expectRunning(lab)

  // A question of the page is about this run: what was not seen is not printed.
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await waitForEnd(lab)

  await page.emulateMedia({ media: 'print' })

  await expect(lab.getByRole('heading', { name: /: Dual write$/ })).toBeVisible()
  await expect(lab.getByRole('button')).toHaveCount(0)
  await expect(lab.getByRole('slider')).toHaveCount(0)
  await expect(lab.getByText('no row for order 1042, and none is coming')).toBeVisible()
  await expect(lab.getByRole('listitem').filter({ hasText: 'orders crashed' })).toBeVisible()
  await expect(lab.getByRole('img').or(lab.locator('svg:has(title)'))).toBeVisible()

  await page.emulateMedia({ media: 'screen' })
  await expect(lab.getByRole('slider', { name: 'Time' })).toBeVisible()
})

async function lineOf(code: ReturnType<typeof labOf>, text: string): Promise<number> {
  const line = code.locator('[data-line]', { hasText: text })
  return Number(await line.first().getAttribute('data-line'))
}

async function tabTo(
  page: Parameters<typeof labOf>[0],
  target: ReturnType<typeof labOf>,
  key = 'Tab',
): Promise<void> {
  for (let presses = 0; presses < 25; presses++) {
    if (await isFocused(target)) return
    await page.keyboard.press(key)
  }
  await expect(target).toBeFocused()
}

function isFocused(target: ReturnType<typeof labOf>): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

test('a sequence loses a slow commit; read by snapshot it is kept', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page, 'Lab 6.3')
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(/pause orders-2/)
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await expect(promiseOf(lab, 'Every committed event is announced')).toContainText('broken')
  await lab.getByRole('button', { name: 'Show the row' }).click()
  await expect(lab.getByText('cleared away, never sent').first()).toBeVisible()

  await lab.getByRole('radio', { name: 'By snapshot' }).click()
  await expect(lab.getByRole('radio', { name: 'By snapshot' })).toBeChecked()
  await expect(lab.getByRole('slider', { name: 'Time' })).toHaveAttribute('aria-valuenow', '0')
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await expect(promiseOf(lab, 'Every committed event is announced')).toContainText('kept')
  await expectAccessible(page, '#lab-outbox-relay')
})
