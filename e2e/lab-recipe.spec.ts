/** A recipe in the address, in the schedule field, and changed while the run plays. */
import { expect, test } from './fixtures'
import {
  chapter,
  expectRunning,
  fingerprintOf,
  labOf,
  noticeOf,
  openConsole,
  openRun,
  startLab,
  timeOf,
  waitForEnd,
  workload,
} from './lab'

const crash = 'crash orders before orders.ts:"announce it" #2'

test('an address gives the same run in another browser', async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000)
  await page.goto(chapter)
  const lab = await startLab(page)
  const schedule = lab.getByRole('textbox', { name: 'Schedule' })
  await schedule.fill(crash)
  await schedule.press('Enter')
  await expect(page).toHaveURL(/announce/)
  const fingerprint = await fingerprintOf(lab).getAttribute('aria-label')

  const context = await browser.newContext({ baseURL })
  const other = await context.newPage()
  await other.goto(page.url())
  const same = labOf(other)
  await expectRunning(same)
  await expect(same.getByRole('textbox', { name: 'Schedule' })).toHaveValue(`${workload}; ${crash}`)
  await expect(fingerprintOf(same)).toHaveAttribute('aria-label', fingerprint ?? '')
  await context.close()
})

test('what an address says wrong is refused in place, and the default runs', async ({ page }) => {
  await page.goto(`${chapter}?lab=outbox&variant=no-such&seed=seven&schedule=crash+ordres+at+5ms`)
  const lab = labOf(page)
  await expectRunning(lab)

  await expect(lab.getByText('This lab has no variant "no-such".').first()).toBeVisible()
  await expect(lab.getByRole('radio', { name: 'Dual write' })).toBeChecked()
  await expect(
    lab.getByText('Line 1, column 7: "ordres" is no node here. Closest: orders.'),
  ).toBeVisible()
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue('crash ordres at 5ms')

  // What can be read of it stays.
  await page.goto(`${chapter}?lab=outbox&variant=outbox&seed=9&schedule=crash+ordres+at+5ms`)
  await expectRunning(lab)
  await expect(lab.getByRole('radio', { name: 'Outbox', exact: true })).toBeChecked()
  await expect(page).toHaveURL(/variant=outbox&seed=9/)
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue('crash ordres at 5ms')
})

test('a mistake in the schedule is answered in place; text and run stay', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const before = await fingerprintOf(lab).getAttribute('aria-label')
  const schedule = lab.getByRole('textbox', { name: 'Schedule' })

  await schedule.fill('crash ordres at 5ms')
  await schedule.press('Enter')

  await expect(
    lab.getByText('Line 1, column 7: "ordres" is no node here. Closest: orders.'),
  ).toBeVisible()
  await expect(schedule).toHaveValue('crash ordres at 5ms')
  await expect(schedule).toHaveAttribute('aria-invalid', 'true')
  await expect(fingerprintOf(lab)).toHaveAttribute('aria-label', before ?? '')

  await schedule.fill('crash orders at 5ms')
  await schedule.press('Enter')
  await expect(schedule).toHaveAttribute('aria-invalid', 'false')
  await expect(fingerprintOf(lab)).not.toHaveAttribute('aria-label', before ?? '')
})

test('a fault put into a playing run leaves the past as it was, and can be taken back', async ({
  page,
}) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => timeOf(lab)).toBeGreaterThan(10_000)

  await lab.getByRole('button', { name: /^Place order/ }).click()

  await expect(
    noticeOf(lab, /^Added: do place-order at .* The run changes from .* ms on/),
  ).toBeVisible()
  await expect(lab.getByText('the playhead went back')).toHaveCount(0)
  expect(await timeOf(lab)).toBeGreaterThan(10_000)
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    /^do place-order at 2ms; do place-order at .*; do place-order at/,
  )
  await lab.getByRole('button', { name: 'Undo' }).click()
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(workload)
})

test('the faults of a node and of a link, by their menu and by their letters', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const map = lab.getByRole('region', { name: 'Map' })

  await map
    .getByRole('button', { name: /^Link, orders to broker|orders (→|to) broker/ })
    .first()
    .press('Enter')
  const menu = page.getByRole('dialog', { name: 'orders → broker' })
  await menu.getByRole('button', { name: /^Add lag/ }).focus()
  await menu.getByRole('spinbutton', { name: /^Add lag/ }).fill('12')
  await expect(menu.getByText('lag orders->broker by 12ms')).toBeVisible()
  await menu.getByRole('button', { name: /^Add lag/ }).click()
  await expect(menu).toHaveCount(0)
  await expect(noticeOf(lab, /^Added: lag orders->broker by 12ms/)).toBeVisible()

  await map
    .getByRole('button', { name: /^Link, orders to broker|orders (→|to) broker/ })
    .first()
    .press('Enter')
  await menu.getByRole('button', { name: /^Cut orders → broker only/ }).focus()
  await expect(menu.getByText(/^cut orders->broker from/)).toBeVisible()
  await page.keyboard.press('1')
  await expect(noticeOf(lab, /^Added: cut orders->broker from/)).toBeVisible()
  await lab.getByRole('button', { name: 'Step', exact: true }).click()
  await expect(lab.getByText(/^Added: cut/)).toHaveCount(0)

  const shop = map.getByRole('button', { name: /^shop/i }).first()
  await shop.press('Enter')
  await expect(
    page
      .getByRole('dialog', { name: 'shop' })
      .getByText('shop is the customers: they never crash')
      .first(),
  ).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(shop).toBeFocused()
  const orders = map.getByRole('button', { name: /^orders\b/ }).first()
  await orders.press('k')
  await expect(noticeOf(lab, /^Added: crash orders at/)).toBeVisible()
  const link = map.getByRole('button', { name: /^Link, broker to payments:/ })
  await link.press('1')
  await expect(noticeOf(lab, /^Added: cut broker->payments from/)).toBeVisible()
  await link.press('w')
  await expect(noticeOf(lab, /^Added: cut payments->broker from/)).toBeVisible()
})

test('the palette breaks what it is told to, also over a lab that covers the window', async ({
  page,
}) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.focus()
  await page.keyboard.press('f')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search or run a command' })
  await palette.getByRole('combobox').fill('cut orders broker only')
  const option = palette.getByRole('option').first()
  await expect(option).toContainText('cut orders->broker from 0ms')
  await option.click()
  await expect(noticeOf(lab, /^Added: cut orders->broker from 0ms/)).toBeVisible()

  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('orders add lag')
  await expect(palette.getByText('edit the line first')).toBeVisible()
  await page.keyboard.press('Tab')
  const schedule = lab.getByRole('textbox', { name: 'Schedule' })
  await expect(schedule).toBeFocused()
  await expect(schedule).toHaveValue(/; lag shop->orders by 40ms$/)
  await page.keyboard.press('ControlOrMeta+Backspace')
  await page.keyboard.type('30ms')
  await page.keyboard.press('Enter')
  await expect(schedule).toHaveValue(/; lag shop->orders by 30ms$/)
  await expect(lab.getByRole('alert')).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('code changes')
  await page.keyboard.press('Enter')
  const changes = page.getByRole('dialog', { name: 'What differs in the code' })
  await expect(changes).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(changes).toHaveCount(0)
  await expect(lab.getByRole('button', { name: 'Leave full screen' })).toBeVisible()
})

test('a database answers at the playhead, and says what is wrong with a question', async ({
  page,
}) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const question = await openConsole(lab)

  await question.fill('select count(*) as orders from orders')
  await lab.getByRole('button', { name: /^Ask at/ }).click()
  await expect(lab.getByText('orders-db at 0.0 ms: 1 row')).toBeVisible()
  await expect(lab.getByRole('cell', { name: '0', exact: true })).toBeVisible()

  await question.fill('select * from ordres')
  await lab.getByRole('button', { name: /^Ask at/ }).click()
  await expect(lab.getByText('42P01: relation "ordres" does not exist')).toBeVisible()

  await question.fill('delete from orders')
  await lab.getByRole('button', { name: /^Ask at/ }).click()
  await expect(
    lab.getByText(/25006: cannot execute DELETE in a read-only transaction/),
  ).toBeVisible()
})

test('an answer goes with its run, the question stays', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const question = await openConsole(lab)
  await question.fill('select 42 as answer')
  await lab.getByRole('button', { name: /^Ask at/ }).click()
  await expect(lab.getByText('orders-db at 0.0 ms: 1 row')).toBeVisible()

  await lab.getByRole('radio', { name: 'Publish first' }).click()

  await expect(lab.getByText('orders-db at 0.0 ms: 1 row')).toHaveCount(0)
  await lab.getByRole('tab', { name: 'Rows' }).click()
  await lab.getByRole('tab', { name: 'SQL' }).click()
  await expect(question).toHaveValue('select 42 as answer')
})

test('a link to a run shows the lab at once, where it says what it is waiting for', async ({
  page,
}) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/postgres/**', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${chapter}?lab=outbox&variant=outbox&seed=7&schedule=`)
  const lab = labOf(page)
  await expect(lab.getByText(/^(Loading|Compiling|Starting) Postgres/)).toBeInViewport()
  release()
  await expectRunning(lab)
  await expect(lab.getByRole('radio', { name: 'Outbox', exact: true })).toBeInViewport()
})

test('a variant switched keeps the schedule', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const schedule = lab.getByRole('textbox', { name: 'Schedule' })
  await schedule.fill(crash)
  await schedule.press('Enter')
  await lab.getByRole('radio', { name: 'Publish first' }).click()
  await expect(lab.getByRole('radio', { name: 'Publish first' })).toBeChecked()
  await expect(schedule).toHaveValue(`${workload}; ${crash}`)

  await schedule.fill('crash relay at 5ms')
  const outbox = lab.getByRole('radio', { name: 'Outbox', exact: true })
  await outbox.click()
  await expect(outbox).toBeChecked()
  await lab.getByRole('button', { name: 'Code changes' }).click()
  const changes = page.getByRole('dialog', { name: 'What differs in the code' })
  await expect(
    changes.getByRole('region', { name: /^(relay|orders|payments)$/ }).first(),
  ).toBeVisible()
  await changes.getByRole('button', { name: 'Close' }).click()
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await waitForEnd(lab)
})

test('a run leaves the page as a link to its moment, a command, a test, a trace and a picture', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(chapter)
  const lab = await startLab(page)
  const slider = lab.getByRole('slider', { name: 'Time' })
  await slider.focus()
  for (let step = 0; step < 30; step++) await page.keyboard.press('.')
  const moment = await timeOf(lab)
  expect(moment).toBeGreaterThan(0)
  const copied = () => page.evaluate(() => navigator.clipboard.readText())

  await lab.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'About this run' })
  await expect(dialog.getByRole('button', { name: 'Save changed files' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Copy as command line' }).click()
  await expect.poll(copied).toBe('npm run -s lab -- run outbox --variant dual-write --seed 7')
  await dialog.getByRole('button', { name: 'Copy as test' }).click()
  await expect.poll(copied).toMatch(/^pinRun\('outbox', lab, \{[\s\S]*fingerprint: '[0-9a-f]{16}'/)
  const trace = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download trace' }).click()
  expect((await trace).suggestedFilename()).toMatch(/^outbox-dual-write-[0-9a-f]{8}\.jsonl$/)
  const picture = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save diagram' }).click()
  expect((await picture).suggestedFilename()).toMatch(/\.svg$/)
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await expect.poll(copied).toContain('at=')

  const other = await (await browser.newContext({ baseURL })).newPage()
  await other.goto(await copied())
  const same = labOf(other)
  await expectRunning(same)
  await expect.poll(() => timeOf(same)).toBe(moment)
  await other.context().close()
})

test('a run is kept, found again after a reload, and opened', async ({ page }) => {
  await page.goto(`${chapter}?lab=outbox&variant=outbox&seed=11&schedule=crash+relay+at+20ms`)
  const lab = labOf(page)
  await expectRunning(lab)
  const fingerprint = await fingerprintOf(lab).textContent()
  await fingerprintOf(lab).click()
  const dialog = page.getByRole('dialog', { name: 'About this run' })
  await dialog.getByRole('button', { name: 'Keep this run' }).click()
  await expect(dialog.getByRole('button', { name: 'This run is kept' })).toBeDisabled()

  await page.goto(chapter)
  await startLab(page)
  await fingerprintOf(lab).click()
  await dialog.getByRole('button', { name: 'Outbox: crash relay at 20ms', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(fingerprintOf(lab)).toHaveText(fingerprint ?? '')

  await fingerprintOf(lab).click()
  await dialog.getByRole('button', { name: 'Delete Outbox: crash relay at 20ms' }).click()
  await expect(dialog.getByText('None of this lab yet.')).toBeVisible()
})

test('a schedule of 20,000 characters stays in the address, and comes back', async ({ page }) => {
  const fault = 'crash orders at 30ms'
  const long = `${fault};${' '.repeat(19_900)}`
  const lab = await openRun(
    page,
    `${chapter}?lab=outbox&variant=outbox&seed=7#lab-outbox;schedule=${encodeURIComponent(long)}`,
  )
  await expect(fingerprintOf(lab)).toBeVisible()
  const print = (await fingerprintOf(lab).textContent()) ?? ''
  await expect.poll(() => page.url().length).toBeGreaterThan(19_000)
  await page.reload()
  await expectRunning(lab)
  await expect(fingerprintOf(lab)).toHaveText(print)
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(new RegExp(fault))
})
