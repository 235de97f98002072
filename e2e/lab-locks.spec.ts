/** What is in doubt: a coordinator dies between the votes and its decision, and another customer waits for it. */
import {
  expect,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setWidth,
  test,
  widths,
} from './fixtures'
import { addressOf, chapter, openRun, promiseOf, startLab } from './lab'

const inDoubt = addressOf('/chapters/sagas/', {
  lab: 'two-phase-commit',
  variant: 'two-phase-commit',
  schedule: 'crash checkout before checkout.ts:"log the decision", restart after 3s',
})
const name = 'Lab 5.1'

test('the locks of a prepared transaction, and who waits for them, by keyboard alone', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const lab = await openRun(page, inDoubt, name)
  await expect(lab.getByRole('tab', { name: 'Log' })).toHaveCount(0)

  await lab.focus()
  await page.keyboard.press('5')
  const panel = lab.locator('[data-panel="locks"]')
  await expect(panel).toBeFocused()
  await expect(panel.getByText('Nothing is in doubt, nobody waits.')).toBeVisible()

  await page.keyboard.press('End')
  await expect(promiseOf(lab, 'Nobody waits over 1 s')).toContainText('broken')
  await expect(panel.getByText('Nothing is in doubt, nobody waits.')).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('v')

  const inventory = panel.getByRole('region', { name: 'Locks of inventory-db', exact: true })
  await expect(inventory.getByText('1 in doubt, 1 waits')).toBeVisible()
  await expect(inventory.getByRole('list', { name: 'Holds locks' })).toContainText(
    /order-1041.*prepared by inventory.*holds stock oak shelf, reservations 1041/,
  )
  await expect(inventory.getByRole('list', { name: 'Wait for it, in this order' })).toContainText(
    /UPDATE stock of inventory.*for POST \/pick-ups of bo.*waits.*for order-1041/,
  )
  await expect(
    inventory.getByRole('row', { name: 'stock RowExclusiveLock t', exact: true }),
  ).toHaveCount(1)
  await expect(
    panel.getByRole('region', { name: 'Locks of payments-db', exact: true }),
  ).toContainText('1 in doubt, nobody waits')
  // The time of a vote is a way to it.
  await inventory.getByRole('list', { name: 'Holds locks' }).getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect(lab.getByText('inventory prepares order 1041 and votes yes').first()).toBeVisible()
})

test('what is in doubt goes on being counted while nothing happens', async ({ page }) => {
  test.setTimeout(120_000)
  const lab = await openRun(page, inDoubt, name)
  await lab.getByRole('tab', { name: 'Locks' }).click()
  await lab.getByRole('button', { name: 'Play' }).click()
  await expect(lab.getByText(/^waits 2\.\d s$/)).toBeVisible({ timeout: 60_000 })
})

test('a lab whose transactions hold nothing in doubt has no such panel', async ({ page }) => {
  test.setTimeout(120_000)
  await page.goto(chapter)
  const lab = await startLab(page)
  await expect(lab.getByRole('tab', { name: 'Log' })).toBeVisible()
  await expect(lab.getByRole('tab', { name: 'Locks' })).toHaveCount(0)
})

for (const width of widths) {
  test(`the locks have nothing that axe objects to in either theme and no sideways scroll at ${width} px`, async ({
    page,
  }) => {
    test.setTimeout(120_000)
    await setWidth(page, width)
    const lab = await openRun(page, inDoubt, name)
    await lab.getByRole('tab', { name: 'Locks' }).click()
    await lab.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('v')
    await expect(lab.getByText('1 in doubt, 1 waits')).toBeVisible()
    await expectAccessibleInBothThemes(page, '#lab-two-phase-commit')
    await expectNoSidewaysScroll(page)
  })
}
