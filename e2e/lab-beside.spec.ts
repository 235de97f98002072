/** Two variants under one schedule, on one clock. */
import {
  expect,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setWidth,
  test,
} from './fixtures'
import {
  chapter,
  expectRunning,
  filledIn,
  fingerprintOf,
  labOf,
  noticeOf,
  promiseOf,
  startTimeoutMs,
  timeOf,
} from './lab'

const crash = 'crash orders before orders.ts:"announce it" #2'
const run = `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=${encodeURIComponent(crash)}`
const beside = `${run}&beside=outbox`

test('a reader puts the outbox beside the dual write and sees where they part', async ({
  page,
}) => {
  await page.goto(run)
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.getByRole('button', { name: 'Side by side' }).click()
  const view = lab.getByRole('region', { name: 'Side by side' })
  await expect(view.getByText('Both do the same until')).toBeVisible()
  await expect(view.getByText('In Outbox, orders sends INSERT outbox to orders-db.')).toBeVisible()
  await expect(view.getByRole('region', { name: 'A: Dual write' })).toBeVisible()
  await expect(view.getByRole('region', { name: 'B: Outbox' })).toBeVisible()

  // Nothing that has not been seen is given away.
  const list = lab.getByRole('region', { name: 'What differs, in order' })
  await expect(list.getByText('never announced')).toHaveCount(0)
  await expect(list.getByText('What comes later is listed as you see it happen.')).toBeVisible()
  await expect(lab.getByText('Shown when you have seen both runs to their end.')).toBeVisible()

  await view.getByRole('button', { name: '5.5 ms' }).click()
  expect(await timeOf(lab)).toBeGreaterThan(5_000)
  await expect(list.getByRole('listitem').filter({ hasText: 'INSERT outbox' })).toBeVisible()

  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await expect(view.getByText('broken', { exact: true })).toBeVisible()
  await expect(view.getByText('kept', { exact: true })).toBeVisible()
  await expect(list.getByText(/never announced/)).toBeVisible()
  await expect(list.getByText(/\d+ of \d+ steps/)).toBeVisible()
  const rows = lab.getByRole('region', { name: 'Rows at the end of both runs' })
  await expect(rows.getByRole('row', { name: /orders 1042.*unannounced.*none/ })).toBeVisible()
  await expect(
    rows.getByRole('row', { name: /record of orders, order 1042.*missing/ }),
  ).toBeVisible()

  await lab.getByText('What differs in the code, Dual write to Outbox').click()
  await expect(lab.getByRole('region', { name: 'orders', exact: true })).toContainText(
    'INSERT INTO outbox',
  )
})

test('the sides change places, another variant is chosen, and what is kept goes on', async ({
  page,
}) => {
  await page.goto(beside)
  const lab = labOf(page)
  const view = lab.getByRole('region', { name: 'Side by side' })
  await expect(view.getByRole('region', { name: 'B: Outbox' })).toBeVisible({
    timeout: startTimeoutMs,
  })

  await view.getByRole('button', { name: 'Swap sides' }).click()
  await expect(view.getByRole('region', { name: 'A: Outbox' })).toBeVisible()
  await expect(view.getByRole('region', { name: 'B: Dual write' })).toBeVisible()
  await expect(page).toHaveURL(/variant=outbox&.*beside=dual-write/)

  await view.getByRole('combobox', { name: /^B/ }).selectOption('publish-first')
  await expect(view.getByRole('region', { name: 'B: Publish first' })).toBeVisible()
  await lab.getByRole('radio', { name: 'Publish first' }).click()
  await expect(view.getByRole('region', { name: 'A: Publish first' })).toBeVisible()
  await expect(view.getByRole('region', { name: 'B: Outbox' })).toBeVisible()

  await view.getByRole('button', { name: 'Keep outbox' }).click()
  await expectRunning(lab)
  await expect(lab.getByRole('radio', { name: 'Outbox', exact: true })).toBeChecked()
  await expect(lab.getByRole('region', { name: 'Map' })).toBeVisible()
})

test('one schedule for both: both run again, and what one variant cannot run fails on its side', async ({
  page,
}) => {
  await page.goto(`${run}&beside=outbox`.replace('dual-write', 'outbox-with-inbox'))
  const lab = labOf(page)
  const view = lab.getByRole('region', { name: 'Side by side' })
  await expect(view.getByRole('region', { name: 'B: Outbox' })).toBeVisible({
    timeout: startTimeoutMs,
  })
  await view.getByRole('combobox', { name: /^B/ }).selectOption('dual-write')
  await expect(view.getByRole('region', { name: 'B: Dual write' })).toBeVisible()

  const schedule = lab.getByRole('textbox', { name: 'Schedule' })
  await schedule.fill('crash relay at 12ms')
  await schedule.press('Enter')
  await expect(view.getByText('Dual write cannot run this schedule.')).toBeVisible()
  await expect(view.getByText(/relay/).first()).toBeVisible()
  await expect(view.getByRole('region', { name: 'A: Outbox + inbox' })).toBeVisible()
  await expect(view.getByRole('region', { name: 'B: Dual write' })).toHaveCount(0)

  await schedule.fill('crash payments at 12ms')
  await schedule.press('Enter')
  await expect(view.getByRole('region', { name: 'B: Dual write' })).toBeVisible()
  await expect(view.getByText('cannot run this schedule')).toHaveCount(0)
})

test('a link opens both runs, with the same two fingerprints, at its moment', async ({
  page,
  browser,
  baseURL,
  context,
}) => {
  test.setTimeout(180_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`${beside}&at=30`)
  const lab = labOf(page)
  await expect(lab.getByRole('region', { name: 'B: Outbox' })).toBeVisible({
    timeout: startTimeoutMs,
  })
  await lab.getByRole('button', { name: 'Share run' }).click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const printsOf = async (place: typeof lab) => {
    const one = await fingerprintOf(place).getAttribute('aria-label')
    await place.getByRole('button', { name: 'Swap sides' }).click()
    await expect(place.getByRole('region', { name: 'A: Outbox' })).toBeVisible()
    return [one, await fingerprintOf(place).getAttribute('aria-label')]
  }
  const here = await printsOf(lab)

  const other = await browser.newContext({ baseURL })
  const there = await other.newPage()
  await there.goto(link)
  const same = labOf(there)
  await expect(same.getByRole('region', { name: 'B: Outbox' })).toBeVisible({
    timeout: startTimeoutMs,
  })
  expect(await timeOf(same)).toBe(30_000)
  expect(await printsOf(same)).toEqual(here)
  expect(here[0]).not.toBe(here[1])
  await other.close()
})

test('playing moves both on one clock, and keys work', async ({ page }) => {
  await page.goto(beside)
  const lab = labOf(page)
  await expect(lab.getByRole('region', { name: 'B: Outbox' })).toBeVisible({
    timeout: startTimeoutMs,
  })
  await lab.focus()
  await page.keyboard.press(']')
  await page.keyboard.press('Space')
  await expect.poll(() => timeOf(lab)).toBeGreaterThan(3_000)
  await page.keyboard.press('Space')
  await page.keyboard.press('End')
  // The outbox is quiet later than the dual write.
  expect(await timeOf(lab)).toBeGreaterThan(70_000)
  await page.keyboard.press(',')
  expect(await timeOf(lab)).toBeGreaterThan(45_000)
  await page.keyboard.press('o')
  await expect(noticeOf(lab, /^Added: do place-order/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(lab.getByRole('region', { name: 'Side by side' })).toHaveCount(0)
  await expect(promiseOf(lab, 'Every committed order is announced')).toBeVisible()
})

test.describe('in both themes', () => {
  test.use({ reducedMotion: 'reduce' })
  for (const width of [1440, 1024, 390] as const) {
    test(`axe finds nothing at ${width} px, at the start and at the end, and one button is filled`, async ({
      page,
    }) => {
      test.setTimeout(180_000)
      await setWidth(page, width)
      await page.goto(beside)
      const lab = labOf(page)
      await expect(lab.getByRole('region', { name: 'B: Outbox' })).toBeVisible({
        timeout: startTimeoutMs,
      })
      await expectAccessibleInBothThemes(page, '#lab-outbox')
      await expectNoSidewaysScroll(page)
      await lab.getByRole('slider', { name: 'Time' }).focus()
      await page.keyboard.press('End')
      await expect(lab.getByRole('region', { name: 'Rows at the end of both runs' })).toBeVisible()
      await lab.getByText('What differs in the code, Dual write to Outbox').click()
      await expectAccessibleInBothThemes(page, '#lab-outbox')
      await expectNoSidewaysScroll(page)
      expect(await filledIn(lab)).toEqual(['Keep outbox'])
    })
  }
})
