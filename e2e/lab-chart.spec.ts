/** The chart of a machine: which way an order took, what of it has to be undone, and the way back to each moment. */
import { expect, expectAccessible, setWidth, test } from './fixtures'
import { startLab } from './lab'

test('a refused card is a way through the states; its moments lead there', async ({ page }) => {
  await page.goto('/chapters/sagas/')
  const lab = await startLab(page, 'Lab 5.2')
  await page.keyboard.press('End')
  const chart = lab.locator('[data-panel="chart"]')

  await expect(chart).toContainText(/is in Cancelled since [\d.]+ ms: it has ended\./)
  await expect(chart.getByRole('row', { name: /^reserve/ })).toContainText(/undone at/)
  await chart.getByRole('listitem').filter({ hasText: 'card refused' }).getByRole('button').click()

  await expect(chart).toContainText(/is in Releasing since [\d.]+ ms; can go to Cancelled/)
  await expect(chart.getByRole('row', { name: /^reserve/ })).toContainText('under way')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme })
    for (const width of [1440, 1024, 390] as const) {
      test(`axe finds nothing at ${width} px, and no state is cut off`, async ({ page }) => {
        await setWidth(page, width)
        await page.goto('/chapters/sagas/')
        const lab = await startLab(page, 'Lab 5.2')
        await page.keyboard.press('End')
        if (width < 1180) await lab.getByRole('tab', { name: 'States' }).click()
        const chart = lab.locator('[data-panel="chart"]')
        await expect(chart).toContainText('it has ended')

        await expectAccessible(page)
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
  })
}

test('of six variants two stand side by side, and a menu says what each of the others breaks', async ({
  page,
}) => {
  await page.goto('/chapters/sagas/')
  const lab = await startLab(page, 'Lab 5.2')
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
  await expect(lab.locator('[data-panel="chart"]')).toContainText(
    'No service of this variant runs a machine',
  )
})
