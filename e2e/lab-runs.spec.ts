/** The runs that a lab features can be opened from it, and none of them answers a question that the page still asks. */
import {
  expect,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setWidth,
  test,
  widths,
} from './fixtures'
import { chapter, expectRunning, labOf, startLab } from './lab'
import type { Locator, Page } from '@playwright/test'

const sagas = '/chapters/sagas/'
const listOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Runs of this lab' })

test('a featured run is opened from the lab, by keyboard alone, and is then the one shown', async ({
  page,
}) => {
  await page.goto(sagas)
  const lab = await startLab(page, 'Lab 5.1')
  await lab.getByRole('button', { name: 'Runs of this lab' }).focus()
  await page.keyboard.press('Enter')
  const list = listOf(page)
  await expect(list.getByRole('heading', { level: 3 })).toHaveText([
    'One after another',
    'Two-phase commit',
  ])
  await list.getByRole('button', { name: 'A participant votes no' }).focus()
  await page.keyboard.press('Enter')
  await expect(list).toHaveCount(0)
  await expect(lab.getByRole('radio', { name: 'Two-phase commit' })).toBeChecked()
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    'do place-order with quantity=20 at 8ms; do pick-up at 26ms',
  )
  await expect(lab.getByRole('button', { name: 'Pause' })).toBeVisible()

  await page.keyboard.press('Control+k')
  await page
    .getByRole('dialog', { name: 'Search or run a command' })
    .getByRole('combobox')
    .fill('runs of this')
  await page.keyboard.press('Enter')
  await expect(list.getByRole('button', { name: 'A participant votes no' })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
})

test('a run that the page asks about leads to its question, until that has been answered', async ({
  page,
}) => {
  await page.goto(sagas)
  const lab = await startLab(page, 'Lab 5.1')
  const name = 'The coordinator dies between the votes and its decision'
  const card = page.locator('[data-predict="sagas/in-doubt"]')
  const runs = lab.getByRole('button', { name: 'Runs of this lab' })
  await lab.getByRole('button', { name: 'Full screen' }).click()
  await runs.click()
  const list = listOf(page)
  await expect(list.getByText('This page asks about this run.')).toHaveCount(2)
  await expect(list.getByRole('button', { name })).toHaveCount(0)
  await list.getByRole('button', { name: 'Answer first' }).last().click()
  await expect(list).toHaveCount(0)
  await expect(card.getByRole('radio').first()).toBeFocused()
  await expect(card).toBeInViewport()

  await card.getByRole('button', { name: 'Show me without predicting' }).click()
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(/crash checkout before/)
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await expect(card.getByRole('table')).toBeVisible()
  await runs.click()
  await expect(list.getByRole('button', { name })).toHaveAttribute('aria-current', 'true')
})

test('a lab that opens on its orders shows a run that is opened from its list', async ({
  page,
}) => {
  await page.goto(sagas)
  const lab = labOf(page, 'Lab 5.4')
  await lab.getByRole('button', { name: 'Start the lab' }).click()
  await lab.getByRole('button', { name: 'Runs of this lab' }).click()
  await listOf(page).getByRole('button', { name: 'Bo reads again before he writes' }).click()
  await expectRunning(lab)
  await expect(lab.getByRole('button', { name: 'Every order of steps' })).toBeVisible()
})

test('the list of runs has nothing that axe objects to and no sideways scroll, at any width in either theme', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await page.goto(chapter)
  const lab = await startLab(page)
  for (const width of widths) {
    await test.step(`at ${width} px`, async () => {
      await setWidth(page, width)
      await lab.getByRole('button', { name: 'Runs of this lab' }).click()
      await expect(listOf(page).getByRole('button').first()).toBeVisible()
      await expectAccessibleInBothThemes(page)
      await expectNoSidewaysScroll(page)
      await page.keyboard.press('Escape')
      await expect(listOf(page)).toHaveCount(0)
    })
  }
})
