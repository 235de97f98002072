/** Every order of the steps of two sagas: the matrix counted on the page, one order step by step, and its neighbours. */
import type { Locator, Page } from '@playwright/test'
import {
  expect,
  expectAccessible,
  expectAccessibleInBothThemes,
  expectNoSidewaysScroll,
  setWidth,
  test,
  widths,
} from './fixtures'
import { noticeOf, promiseOf, startLab } from './lab'

const name = 'Lab 5.4'

async function open(page: Page): Promise<Locator> {
  await page.goto('/chapters/sagas/')
  return startLab(page, name)
}

const stepsOf = (lab: Locator) => lab.getByRole('list', { name: 'Steps of Ada and Bo, in order' })

test('the matrix is counted from runs on the page, and a cell leads to its first failing order', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const lab = await open(page)
  await lab.getByRole('button', { name: 'Run all 180' }).click()
  const cell = (text: string) => lab.getByRole('button', { name: text })
  await expect(cell('dirty read, None: broken in 5 of 20')).toBeVisible({ timeout: 60_000 })
  await lab.getByRole('button', { name: 'Stop' }).click()
  await lab.getByRole('button', { name: /^Go on: \d+ of 180$/ }).click()
  await expect(lab.getByRole('button', { name: 'Run all 180 again' })).toBeVisible({
    timeout: 120_000,
  })

  const table = lab.getByRole('table').first()
  await expect(table.getByRole('row', { name: /^dirty read/ })).toContainText(
    /5 of 20not promised0 of 207 of 20not promised0 of 20, Ada refused0 of 20, both pay7 of 20not promised5 of 20not promised0 of 20, over5 of 20, under/,
  )
  // What each costs is counted from the same runs.
  await expect(table.getByRole('row', { name: /^costs/ })).toContainText(
    /the second customer waits, for ever if the first stopsanswers within [\d.]+ ms, \d+ to \d+ statements/,
  )
  await cell('lost update, Pessimistic view, both pay: broken in 18 of 20').click()
  await expect(lab.getByText('Pessimistic view, order A A B A B B')).toBeVisible()

  await cell('lost update, None: broken in 10 of 20').click()
  await expect(lab.getByText('lost update in 10 of 20. Order 6: A B A B A B')).toBeVisible()
  await expect(promiseOf(lab, 'No update is lost')).toContainText(
    'it overwrote what 1041 had written',
  )
  await expect(stepsOf(lab).getByRole('listitem').nth(3)).toContainText(
    /Bo: 1042 writes.*takes one: 0 becomes 0.*on hand: 0.*lost update/,
  )

  // The same order, with the first countermeasure that promises it; and the lab behind the matrix.
  await lab.getByRole('button', { name: 'Run it with semantic lock' }).click()
  await expect(lab.getByText('No lost update in this order. It shows in none of 20.')).toBeVisible()
  await expect(stepsOf(lab)).toContainText('after it was asked for')
  await lab.getByRole('button', { name: 'Open in the full lab' }).click()
  await expect(lab.getByRole('region', { name: 'Map' })).toBeVisible()
  await lab.getByRole('button', { name: 'Every order of steps' }).click()
  await expect(cell('lost update, None: broken in 10 of 20')).toBeVisible()

  // Another seed leaves what was counted in sight, and says of it that it is old; the seed before has it again.
  const seed = lab.getByRole('textbox', { name: 'seed' })
  await seed.fill('8')
  await seed.press('Enter')
  await expect(lab.getByText('Faded: from before this change.')).toBeVisible()
  await expect(lab.getByRole('button', { name: 'Run all 180' })).toBeVisible()
  await expect(lab.locator('[data-old][inert]').first()).toBeVisible()
  await expect(cell('lost update, None: broken in 10 of 20')).toHaveCount(0)
  await expectAccessible(page, '#lab-saga-isolation')
  await seed.fill('7')
  await seed.press('Enter')
  await expect(cell('lost update, None: broken in 10 of 20')).toBeVisible()
  await expect(lab.getByText('Faded: from before this change.')).toHaveCount(0)
})

test('the lesson opens with one order in which all three go wrong', async ({ page }) => {
  const lab = await open(page)
  await lab.getByRole('slider', { name: 'Time' }).press('End')
  await expect(promiseOf(lab, 'Nobody acts on a dirty read')).toContainText('read 1')
  await expect(stepsOf(lab)).toContainText('dirty read')
  await expect(stepsOf(lab)).toContainText('lost update')
  await expect(stepsOf(lab)).toContainText('fuzzy read')
  await expect(lab.getByText('A A B B A B, with another article: not counted here.')).toBeVisible()
})

test('a step changes places with its neighbour by keyboard and by hand, and says why it cannot', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const lab = await open(page)
  // Nothing is given away before it was seen.
  await expect(stepsOf(lab)).toContainText('1041 writes')
  await expect(stepsOf(lab)).not.toContainText('takes one')
  await lab.getByRole('button', { name: /^Order 7, A B A B B A/ }).click()
  await expect(stepsOf(lab)).toContainText('lost update')

  await stepsOf(lab).getByRole('button', { name: 'Ada: 1041 reads the shelf' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const write = stepsOf(lab).getByRole('button', { name: 'Bo: 1042 writes' })
  await expect(write).toBeFocused()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(
    noticeOf(lab, 'Bo writes before Bo charges the card: a saga keeps its own order.'),
  ).toBeVisible()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(lab.getByText('Order 9: A B B A B A')).toBeVisible()
  await expect(write).toBeFocused()
  await expect(stepsOf(lab)).toContainText('lost update')

  // The playhead goes where a step was chosen, and what comes later has not happened.
  await page.keyboard.press('Enter')
  await expect(stepsOf(lab)).not.toContainText('lost update')

  const box = await write.boundingBox()
  const x = (box?.x ?? 0) + 20
  await page.mouse.move(x, (box?.y ?? 0) + 10)
  await page.mouse.down()
  await page.mouse.move(x, (box?.y ?? 0) + 10 + (box?.height ?? 0))
  await page.mouse.up()
  await expect(lab.getByText('Order 7: A B A B B A')).toBeVisible()

  // The address holds it, and what stands on the plate.
  await page.reload()
  await expect(lab.getByText('Order 7: A B A B B A')).toBeVisible({ timeout: 60_000 })
})

test('axe finds nothing at any width in either theme, with steps, verdict and matrix in sight', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await setWidth(page, 1440)
  const lab = await open(page)
  await lab.getByRole('button', { name: /^Order 6, A B A B A B/ }).click()
  await expect(stepsOf(lab)).toContainText('lost update')
  for (const width of widths) {
    await setWidth(page, width)
    await expectAccessibleInBothThemes(page, '#lab-saga-isolation')
    await expectNoSidewaysScroll(page)
  }
  await setWidth(page, 390)
  await lab.getByRole('tab', { name: 'Matrix' }).click()
  await expect(lab.getByRole('list', { name: 'fuzzy read' })).toContainText('By value')
  await expect(lab.getByRole('list', { name: 'costs' })).toContainText('keeps every operation')
  await expect(lab.getByRole('list', { name: 'promises besides' })).toContainText('Version file')
  await expectAccessible(page, '#lab-saga-isolation')
})
