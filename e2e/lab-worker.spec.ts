/** The worker: started when asked, one for a page, replaced when it dies, gone when no lab is left. */
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from './fixtures'
import {
  chapter,
  expectRunning,
  filledIn,
  labOf,
  openConsole,
  startLab,
  timeOf,
  workload,
} from './lab'

const keptSchedule = 'crash orders at 24ms'

test('nothing of a lab is loaded before it is asked for', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(chapter, { waitUntil: 'networkidle' })

  expect(page.workers()).toHaveLength(0)
  expect(asked.filter((url) => /\/(postgres|generated)\//.test(url))).toEqual([])
})

test('what is left in sight of a lab that was scrolled away is over the lesson', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(chapter)
  const lab = await startLab(page)
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  // A plate that follows it reaches to both edges of the window, and below its bottom.
  await labOf(page, 'Lab 6.2').evaluate((plate) => {
    window.scrollBy(0, plate.getBoundingClientRect().top - innerHeight + 200)
  })
  const back = page.getByRole('button', { name: 'Back to the lab' })
  await expect(back).toBeVisible()
  expect(
    await back.evaluate((button) => {
      const strip = button.parentElement
      const { left, top, width, height } = (strip ?? button).getBoundingClientRect()
      return [0.1, 0.3, 0.5, 0.7, 0.9].map((share) =>
        strip?.contains(document.elementFromPoint(left + width * share, top + height / 2)),
      )
    }),
  ).toEqual([true, true, true, true, true])

  await back.click()
  await expect(back).toHaveCount(0)
})

test('loading can be cancelled', async ({ page }) => {
  await page.route(/\/postgres\/(?!manifest)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    await route.continue().catch(() => undefined)
  })
  await page.goto(chapter)
  const lab = labOf(page)
  await lab.getByRole('button', { name: 'Start the lab' }).click()
  await expect(
    lab.getByText(/^Loading Postgres, 0\.0 of \d\.\d MB\. Kept for next time\.$/),
  ).toBeVisible()

  await lab.getByRole('button', { name: 'Cancel' }).click()

  await expect(lab.getByRole('button', { name: 'Start the lab' })).toBeVisible()
  await expect.poll(() => page.workers().length).toBe(0)
})

test.describe('with errors that are provoked', () => {
  test.use({
    allowedErrors: [
      /status of 404|ended on purpose|Failed to load resource|forced by a test|Error boundary|React will try/,
    ],
  })

  test('what was loaded once starts without the network, from a page that is open', async ({
    page,
    context,
  }) => {
    await page.goto(chapter)
    await startLab(page)
    // Without the recipe that the address has by now: with it the lab would start at once.
    await page.goto(chapter, { waitUntil: 'networkidle' })
    await expect(
      labOf(page).getByText(
        /of Postgres once; while this page is open, the lab then works offline\./,
      ),
    ).toBeVisible()

    await context.setOffline(true)

    await startLab(page)
  })

  test('a host without the plain file, or one that would send it uncompressed, serves the compressed one', async ({
    page,
  }) => {
    await page.route('**/postgres/*.wasm', (route) => route.fulfill({ status: 404, body: '' }))
    await page.goto(chapter)

    await startLab(page)
  })

  test('a part that is missing is named, and a second try works', async ({ page }) => {
    test.setTimeout(90_000)
    await page.route('**/postgres/*.wasm*', (route) => route.fulfill({ status: 404, body: '' }))
    await page.goto(chapter)
    const lab = labOf(page)
    await lab.getByRole('button', { name: 'Start the lab' }).click()
    await expect(lab.getByText(/could not be loaded .*404/)).toBeVisible({ timeout: 30_000 })
    await expect(lab.getByRole('button', { name: 'Copy report' })).toBeVisible()

    await page.unroute('**/postgres/*.wasm*')
    await lab.getByRole('button', { name: 'Retry' }).click()

    await expectRunning(lab)
  })

  test('a worker that is stuck is stopped; the schedule is kept and runs again', async ({
    page,
  }) => {
    test.setTimeout(120_000)
    await page.goto(chapter)
    const lab = await startLab(page)
    const schedule = lab.getByRole('textbox', { name: 'Schedule' })
    await schedule.fill(keptSchedule)
    await schedule.press('Enter')
    await expect(page).toHaveURL(/24ms/)

    // From now on it hears nothing, as if it were caught in a loop.
    await page.workers()[0]?.evaluate('self.onmessage = null')
    await lab.getByRole('radio', { name: 'Publish first' }).click()
    await expect(
      lab.getByText(/The simulation did not answer for 6 s and was stopped\./),
    ).toBeVisible({ timeout: 30_000 })
    await expect(schedule).toHaveValue(`${workload}; ${keptSchedule}`)

    expect(await filledIn(lab)).toEqual(['Restart'])
    await lab.getByRole('button', { name: 'Restart' }).click()
    await expect(lab.getByRole('button', { name: 'Restart' })).toHaveCount(0, { timeout: 60_000 })
    await expect(schedule).toHaveValue(`${workload}; ${keptSchedule}`)
    await expect.poll(() => page.workers().length).toBe(1)
  })

  test('a console whose lab has stopped starts it again, and keeps the question', async ({
    page,
  }) => {
    await page.goto(chapter)
    const lab = await startLab(page)
    const question = await openConsole(lab)
    await question.fill('select 42 as answer')
    await page.workers()[0]?.evaluate('self.onmessage = null')
    await lab.getByRole('button', { name: /^Ask at/ }).click()
    await expect(lab.getByRole('button', { name: 'Restart' })).toBeVisible({ timeout: 60_000 })

    await lab.getByRole('button', { name: /^Ask at/ }).click()
    await lab.getByRole('button', { name: 'Start the lab again' }).click()
    await expect(lab.getByRole('button', { name: 'Restart' })).toHaveCount(0, { timeout: 60_000 })
    await expect(question).toHaveValue('select 42 as answer')
    await lab.getByRole('button', { name: /^Ask at/ }).click()
    await expect(lab.getByText('orders-db at 0.0 ms: 1 row')).toBeVisible({ timeout: 30_000 })
  })

  test('a statement that goes on and on is cancelled, with nothing lost', async ({ page }) => {
    await page.goto(chapter)
    const lab = await startLab(page)
    await lab.getByRole('slider', { name: 'Time' }).focus()
    await page.keyboard.press('End')
    const at = await timeOf(lab)
    const question = await openConsole(lab)
    await question.fill('select count(*) from generate_series(1, 2000000000)')
    await question.press('Control+Enter')
    await page.waitForTimeout(1_000)
    await lab.getByRole('button', { name: 'Cancel' }).click()
    await expect(lab.getByText(/^Cancelled\. A statement that is under way/)).toBeVisible()
    await expect(question).toBeFocused()
    await expectAccessible(page, '#lab-outbox')
    await expect(lab.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
    await expect(lab.getByRole('button', { name: 'Restart' })).toHaveCount(0)
    expect(await timeOf(lab)).toBe(at)
    await expect.poll(() => page.workers().length).toBe(1)
    await question.fill('select 42 as answer')
    await lab.getByRole('button', { name: /^Ask at/ }).click()
    await expect(lab.getByText(/^orders-db at .*: 1 row$/)).toBeVisible({ timeout: 30_000 })
  })

  test('what cannot be drawn leaves the chapter, the schedule and a way back', async ({ page }) => {
    await page.goto(chapter)
    const lab = await startLab(page)
    await page.evaluate(() => {
      const real = Array.prototype.findLast
      Object.assign(window, { mend: () => Object.assign(Array.prototype, { findLast: real }) })
      Object.assign(Array.prototype, {
        // Of the story only, which is read where the lab is drawn.
        findLast(this: unknown[], ...given: Parameters<typeof real>) {
          const [first] = this
          if (typeof first === 'object' && first !== null && 'importance' in first)
            throw new Error('forced by a test')
          return real.apply(this, given)
        },
      })
    })
    await lab.getByRole('slider', { name: 'Time' }).press('End')
    const note = lab.getByRole('alert')
    await expect(note).toContainText('The lab could not be drawn: forced by a test.')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(note.getByRole('button', { name: 'Copy the recipe' })).toBeVisible()
    await page.evaluate(() => (window as unknown as { mend: () => void }).mend())
    await expectAccessible(page, '#lab-outbox')
    await note.getByRole('button', { name: 'Restart the lab' }).click()
    await expectRunning(lab)
    await expect(note).toHaveCount(0)
  })

  test('ten restarts leave one worker and no more databases than one needs', async ({ page }) => {
    test.setTimeout(240_000)
    await page.goto(chapter)
    const lab = await startLab(page)
    for (let restart = 0; restart < 10; restart++) {
      await page.workers()[0]?.evaluate(() => {
        setTimeout(() => {
          throw new Error('ended on purpose')
        })
      })
      await lab.getByRole('button', { name: 'Restart' }).click({ timeout: 20_000 })
      await expect(lab.getByRole('progressbar')).toHaveCount(0, { timeout: 60_000 })
      await expect.poll(() => page.workers().length).toBe(1)
    }
    expect(await databases(page, lab)).toBeLessThanOrEqual(4)
  })
})

test('two labs share a worker; leaving the page ends it, and coming back starts one', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await page.goto(chapter)
  await startLab(page, 'Lab 6.1')
  const second = await startLab(page, 'Lab 6.2')
  expect(page.workers()).toHaveLength(1)
  expect(await databases(page, second)).toBeLessThanOrEqual(4)

  for (let visit = 0; visit < 3; visit++) {
    await page
      .getByRole('navigation', { name: 'Site' })
      .getByRole('link', { name: 'Chapters' })
      .click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Chapters')
    await expect.poll(() => page.workers().length).toBe(0)
    await page.getByRole('main').getByRole('link', { name: 'The outbox' }).click()
    await startLab(page, 'Lab 6.1')
    expect(page.workers()).toHaveLength(1)
  }
  expect(await databases(page, labOf(page))).toBeLessThanOrEqual(4)
})

/** As the page itself says. */
async function databases(page: Page, lab: ReturnType<typeof labOf>): Promise<number> {
  await lab.getByRole('button', { name: /: about this run$/ }).click()
  const facts = page.getByRole('dialog', { name: 'About this run' })
  const kept = facts.locator('div', { hasText: /^Databases kept ready\d/ }).last()
  const text = (await kept.textContent()) ?? ''
  await facts.getByRole('button', { name: 'Close' }).click()
  return Number(/(\d+), \d+ MB/.exec(text)?.[1])
}
