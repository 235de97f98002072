/** The chart of a machine: which way an order took, what of it has to be undone, and the way back to each moment. */
import { expect, expectAccessible, expectAccessibleInBothThemes, setWidth, test } from './fixtures'
import { addressOf, expectRunning, labOf, openRun, promiseOf } from './lab'

const refused = addressOf('/chapters/sagas/', {
  lab: 'saga',
  variant: 'orchestrated',
  schedule: 'do place-order with card=refused at 2ms',
})

test('a refused card is a way through the states; its moments lead there', async ({ page }) => {
  const lab = await openRun(page, refused, 'Lab 5.2')
  await page.keyboard.press('End')
  const chart = lab.locator('[data-panel="chart"]')

  await expect(chart).toContainText(/is in Cancelled since [\d.]+ ms: it has ended\./)
  await expect(chart.getByRole('row', { name: /^reserve/ })).toContainText(/undone at/)
  await chart.getByRole('listitem').filter({ hasText: 'card refused' }).getByRole('button').click()

  await expect(chart).toContainText(/is in Releasing since [\d.]+ ms; can go to Cancelled/)
  await expect(chart.getByRole('row', { name: /^reserve/ })).toContainText('under way')
})

for (const width of [1440, 1024, 390] as const) {
  test(`axe finds nothing at ${width} px in either theme, and no state is cut off`, async ({
    page,
  }) => {
    await setWidth(page, width)
    const lab = await openRun(page, refused, 'Lab 5.2')
    await page.keyboard.press('End')
    if (width < 1180) await lab.getByRole('tab', { name: 'States' }).click()
    const chart = lab.locator('[data-panel="chart"]')
    await expect(chart).toContainText('it has ended')

    await expectAccessibleInBothThemes(page, '#lab-saga')
    const room = await chart.boundingBox()
    for (const state of await chart.locator('.react-flow__node').all()) {
      const box = await state.boundingBox()
      expect(box?.x).toBeGreaterThanOrEqual(room?.x ?? 0)
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(
        (room?.x ?? 0) + (room?.width ?? 0),
      )
    }
  })
}

test('of six variants two stand side by side, and a menu says what each of the others breaks', async ({
  page,
}) => {
  const lab = await openRun(page, refused, 'Lab 5.2')
  await expect(lab.getByRole('radio')).toHaveText(['Orchestrated', 'Choreographed'])

  await lab.getByRole('button', { name: '4 broken variants' }).press('Enter')
  const items = page.getByRole('menuitemradio')
  await expect(items).toHaveCount(4)
  await expect(items.first()).toContainText('Breaks: no customer pays for a cancelled order;')
  await page.keyboard.press('Enter')

  const button = lab.getByRole('button', { name: 'No compensation, one of 4 broken variants' })
  await expect(button).toBeVisible()
  await expect(lab.getByRole('radio', { checked: true })).toHaveCount(0)
  await expectAccessible(page, '[aria-label="Lab 5.2"]')
  await lab.getByRole('radio', { name: 'Choreographed' }).click()
  await expect(lab.getByRole('button', { name: '4 broken variants' })).toBeVisible()

  // Nobody holds the saga: what was said is put together, each moment a way to it.
  const log = lab.locator('[data-panel="chart"]')
  await expect(lab.getByRole('tab', { name: 'Saga log' })).toBeVisible()
  await expect(log).toContainText('No service holds this saga.')
  await lab.focus()
  await page.keyboard.press('End')
  await log
    .getByRole('row', { name: /^CardRefused/ })
    .getByRole('button')
    .click()
  await expect(log.getByRole('row', { name: /^StockReleased/ })).toContainText('not yet')
  await expect(log).toContainText(/Order 1041 walks back since [\d.]+ ms: card refused\./)
  await expectAccessible(page, '[aria-label="Lab 5.2"]')
})

test('a parked saga is resolved by the reader, and the arrow keys step along its way', async ({
  page,
}) => {
  const parked = 'do place-order with card=disputed at 2ms; do cancel-order with order=1041 at 45ms'
  const slow = 'lag payments->provider by 20ms'
  const schedule = encodeURIComponent(`${parked}; ${slow}`)
  await page.goto(`/chapters/sagas/?lab=saga&variant=orchestrated&seed=7&schedule=${schedule}`)
  const lab = labOf(page, 'Lab 5.2')
  await expectRunning(lab)
  await lab.focus()
  await page.keyboard.press('End')
  const chart = lab.locator('[data-panel="chart"]')
  const decide = chart.getByRole('region', { name: 'For a person to decide: order 1041' })
  await expect(chart).toContainText(/is in Parked since [\d.]+ ms\. Only a person can move it\./)
  await expect(promiseOf(lab, 'Every saga ends')).toContainText('1 parked, waits for a person')
  // The chart and what has to be undone are in one view.
  const panel = await chart.boundingBox()
  const ledger = await chart.getByRole('region', { name: 'What has to be undone' }).boundingBox()
  expect((ledger?.y ?? 0) + (ledger?.height ?? 0)).toBeLessThanOrEqual(
    (panel?.y ?? 0) + (panel?.height ?? 0),
  )
  await expectAccessible(page, '[aria-label="Lab 5.2"]')

  await decide.getByRole('button', { name: 'Paid back by hand' }).press('Enter')
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    /do paid-by-hand with order=1041 at [\d.]+ms/,
  )
  // The run goes on from where the reader stood, once it is there.
  await expect(async () => {
    await lab.focus()
    await page.keyboard.press('End')
    await expect(decide).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  await expect(chart).toContainText(/is in Cancelled since [\d.]+ ms: it has ended\./)

  const way = chart.getByRole('slider', { name: /^Way of order 1041 through its states/ })
  await way.press('ArrowLeft')
  await expect(chart).toContainText('is in Releasing since')
  await way.press('ArrowLeft')
  await expect(way).toHaveAttribute('aria-valuetext', /^Parked, refund refused, [\d.]+ ms$/)
  await way.press('ArrowRight')
  await expect(way).toHaveAttribute('aria-valuetext', /^Releasing, paid by hand/)
})
