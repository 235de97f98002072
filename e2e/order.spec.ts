/** Steps to put in order: by keyboard and by hand, run as code, judged by the run. */
import { expect, expectAccessible, test } from './fixtures'
import { expectRunning, labOf, noticeOf } from './lab'

test('an order of steps is run as code, and its run says what it is worth', async ({ page }) => {
  await page.goto('/chapters/sagas/')
  const card = page.locator('[data-order="sagas/order-of-steps"]')
  const steps = card.getByRole('listitem').filter({ has: page.getByRole('button') })
  await expect(steps).toHaveText([/^1Ship/, /^2Charge/, /^3Reserve/])

  await expect(card.getByRole('button', { name: 'Run this order' })).toBeEnabled()

  // What there is to say about it tells the answer.
  await expect(page.getByText('Charging first keeps every promise too')).toHaveCount(0)

  // The focus stays with what was moved.
  const up = card.getByRole('button', { name: 'Move reserve up' })
  await up.press('Enter')
  await expect(up).toBeFocused()
  await expect(card.getByRole('status').first()).toHaveText('Reserve is step 2 of 3.')
  await expect(steps).toHaveText([/^1Ship/, /^2Reserve/, /^3Charge/])

  await card.getByRole('button', { name: 'Run this order' }).click()
  const lab = labOf(page, 'Lab 5.2')
  await expectRunning(lab)
  await expect(noticeOf(lab, /^Your order: ship, reserve, charge\./)).toBeVisible()
  await expect(card).toContainText('The lab plays this order: ship, reserve, charge.')
  await lab.getByRole('slider', { name: 'Time' }).press('End')
  await expect(
    noticeOf(
      lab,
      /ship, reserve, charge, 2 of 4 do not hold\. Missed: no parcel leaves for order 1042, whose card is refused; no parcel/,
    ),
  ).toBeVisible()
  await expect(card).not.toContainText('The lab plays this order')
  const back = lab.getByRole('link', { name: 'Back to its place in the text' })
  await back.press('Enter')
  await expect(card.getByRole('heading', { name: 'Which step first?' })).toBeInViewport()
  await expect(card).toContainText('It left before the card was asked')
  await expect(card).not.toContainText('Charging first')
  await expectAccessible(page, '[data-order="sagas/order-of-steps"]')

  await steps.nth(0).dragTo(steps.nth(2))
  await expect(steps).toHaveText([/^1Reserve/, /^2Charge/, /^3Ship/])
  await card.getByRole('button', { name: 'Run this order' }).click()
  await expect(noticeOf(lab, /^Your order: reserve, charge, ship\./)).toBeVisible()
  await expect(lab.getByRole('button', { name: 'Pause' })).toBeVisible()
  await lab.getByRole('slider', { name: 'Time' }).press('End')
  await expect(card).toContainText('This order does all of it.')
  await expect(card).toContainText('Charging first keeps every promise too')
  await expect(card.getByRole('button', { name: 'Show me without finding it' })).toHaveCount(0)
})

test('what there is to say about the orders can be asked for instead', async ({ page }) => {
  await page.goto('/chapters/sagas/')
  const card = page.locator('[data-order="sagas/order-of-steps"]')
  await card.getByRole('button', { name: 'Show me without finding it' }).click()
  await expect(card).toContainText('Charging first keeps every promise too')
  await expectAccessible(page, '[data-order="sagas/order-of-steps"]')
})
