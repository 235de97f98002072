/** What stands in place of the run: kept by the address, left by Escape or its button, and the run as it was. */
import { expect, test } from './fixtures'
import { chapter, expectRunning, labOf, startTimeoutMs, timeOf } from './lab'

const ready = `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=&at=8.5`
const modes = [
  { part: 'beside=outbox', title: 'Side by side' },
  { part: 'sweep=', title: 'Every fault at once' },
]

for (const { part, title } of modes) {
  test(`${title} opens from its address and gives the run back as it was`, async ({ page }) => {
    await page.goto(`${ready}&${part}`)
    const lab = labOf(page)
    const view = lab.getByRole('region', { name: title })
    await expect(view).toBeVisible({ timeout: startTimeoutMs })
    await expect(lab.getByRole('textbox', { name: 'Schedule' })).toBeVisible()
    await expect(lab.getByRole('region', { name: 'Map' })).toBeHidden()
    await expect(page).toHaveURL(new RegExp(`[?&]${part}`))

    await view.getByRole('button', { name: 'Back to the run' }).click()
    await expectRunning(lab)
    await expect(view).toHaveCount(0)
    expect(await timeOf(lab)).toBe(8_500)
    await expect(page).not.toHaveURL(new RegExp(`[?&]${part}`))
  })
}

test('Escape gives the run back', async ({ page }) => {
  await page.goto(`${ready}&beside=outbox`)
  const lab = labOf(page)
  await expect(lab.getByRole('region', { name: 'Side by side' })).toBeVisible({
    timeout: startTimeoutMs,
  })
  await lab.focus()
  await page.keyboard.press('Escape')
  await expectRunning(lab)
})

test('an address with a variant that is none stays with the run, and says so', async ({ page }) => {
  await page.goto(`${ready}&beside=saga`)
  const lab = labOf(page)
  await expectRunning(lab)
  await expect(lab.getByText('This lab has no variant "saga".').first()).toBeVisible()
})
