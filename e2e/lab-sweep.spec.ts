/** Every fault at once, on the page: it finds what a variant loses, opens it in the player, and says what it did not try. */
import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
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
import { chapter, expectRunning, fingerprintOf, labOf, promiseOf, startTimeoutMs } from './lab'

const sweepTimeoutMs = 120_000

function address(variant: string, schedule = ''): string {
  return `${chapter}?lab=outbox&variant=${variant}&seed=7&schedule=${encodeURIComponent(schedule)}&sweep=`
}

function sweepOf(page: Page): Locator {
  return labOf(page).getByRole('region', { name: 'Every fault at once' })
}

async function openSweep(page: Page, variant: string): Promise<Locator> {
  await page.goto(address(variant))
  const view = sweepOf(page)
  await expect(view.getByRole('button', { name: /^Run all \d+$/ })).toBeVisible({
    timeout: startTimeoutMs,
  })
  return view
}

async function runSweep(view: Locator): Promise<void> {
  await view.getByRole('button', { name: /^Run all \d+$/ }).click()
  await expect(view.getByText(/took .* s on this machine/).first()).toBeVisible({
    timeout: sweepTimeoutMs,
  })
}

test('a sweep of the dual write finds its losses, and a click replays one of them', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const view = await openSweep(page, 'dual-write')
  await expect(view.getByText(/^\d+ runs, about \d+ s\.$/)).toBeVisible()
  await runSweep(view)

  const losses = view
    .getByRole('group', { name: 'Runs of Dual write' })
    .getByRole('button', { name: /broken: Every committed order is announced/ })
  expect(await losses.count()).toBeGreaterThan(0)
  await expect(view.getByText('as it says beforehand')).toBeVisible()
  await expect(view).not.toContainText(/\bpro(of|ve[sdn]?)\b/i)
  const cross = losses.last()
  const schedule = ((await cross.getAttribute('aria-label')) ?? '').split(': ')[0] ?? ''
  await cross.click()
  const chosen = view.getByRole('complementary', { name: 'The chosen run' })
  await expect(chosen.getByText(schedule, { exact: true })).toBeVisible()
  await expect(chosen.getByText(/^Order \d+, committed at/)).toBeVisible()
  const print = /[0-9a-f]{16}/.exec((await chosen.textContent()) ?? '')?.[0] ?? 'none'

  await chosen.getByRole('button', { name: 'Replay this run' }).click()
  const lab = labOf(page)
  await expectRunning(lab)
  await expect(view).toHaveCount(0)
  await expect(fingerprintOf(lab)).toHaveAttribute('aria-label', new RegExp(print.slice(0, 8)))
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(
    new RegExp(`${schedule.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
  )
  await lab.focus()
  await page.keyboard.press('End')
  await expect(promiseOf(lab, 'Every committed order is announced')).toContainText('broken')
})

test('a sweep of outbox + inbox breaks nothing, and lists what was not tried', async ({ page }) => {
  test.setTimeout(240_000)
  const view = await openSweep(page, 'outbox-with-inbox')
  await runSweep(view)
  await expect(view.getByText(/^broken in none of \d+$/)).toHaveCount(3)
  await expect(view.locator('[data-run][data-mark="broken"]')).toHaveCount(0)
  const block = view.getByRole('region', { name: 'Outbox + inbox' })
  await expect(block.getByText('Not tried:')).toBeVisible()
  await expect(block.getByText('two faults in one run (explore tries up to four)')).toBeVisible()
  await expect(block.getByText('other workloads and seeds')).toBeVisible()

  // The next step is filled, and it is the only one.
  await expect(view.getByRole('button', { name: 'Explore 200 random schedules' })).toBeVisible()
  const table = block.getByText('Schedules and results of Outbox + inbox, as a table')
  await table.click()
  const rows = block.getByRole('table').getByRole('row')
  expect(await rows.count()).toBe((await view.locator('[data-run]').count()) + 1)
})

test('a loss is replayed beside the variant that repairs it', async ({ page }) => {
  test.setTimeout(240_000)
  const view = await openSweep(page, 'dual-write')
  await runSweep(view)
  await view.getByRole('button', { name: 'Replay beside Outbox' }).click()
  const lab = labOf(page)
  await expect(lab.getByRole('region', { name: 'Side by side' })).toBeVisible()
  await expect(page).toHaveURL(/beside=outbox/)
  await expect(lab.getByRole('textbox', { name: 'Schedule' })).toHaveValue(/crash orders/)
})

test('Stop keeps what has been found; Go on runs the rest', async ({ page }) => {
  test.setTimeout(240_000)
  const view = await openSweep(page, 'outbox')
  await view.getByRole('button', { name: /^Run all/ }).click()
  await expect(view.locator('[data-run]:not([data-mark="waiting"])').nth(4)).toBeVisible({
    timeout: sweepTimeoutMs,
  })
  await view.getByRole('button', { name: 'Stop' }).click()
  const stopped = view.getByText(/^Stopped after \d+ of \d+ runs\.$/)
  await expect(stopped).toBeVisible()
  const found = await view.locator('[data-run]:not([data-mark="waiting"])').count()
  expect(found).toBeGreaterThan(4)
  expect(await view.locator('[data-run][data-mark="waiting"]').count()).toBeGreaterThan(0)

  // The run on the plate is as it was.
  await page.keyboard.press('Escape')
  await expectRunning(labOf(page))
  await labOf(page).getByRole('button', { name: 'Try to break it', exact: true }).click()
  await expect(view.getByText(/took .* s on this machine/)).toBeVisible({
    timeout: sweepTimeoutMs,
  })
  await expect(view.locator('[data-run][data-mark="waiting"]')).toHaveCount(0)
})

test('random schedules are drawn from a seed, and the failing one is made smaller and opened', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const view = await openSweep(page, 'dual-write')
  const explore = view.getByRole('region', { name: 'Explore' })
  const seed = explore.getByRole('textbox', { name: 'Seed' })
  await seed.fill('seven')
  await expect(explore.getByText('The seed is a whole number.')).toBeVisible()
  await seed.fill('3')
  await explore.getByRole('radio', { name: '100' }).click()
  await explore.getByRole('button', { name: 'Explore 100 random schedules' }).click()
  const smallest = explore.getByRole('region', { name: 'Smallest failing schedule' })
  await expect(smallest).toBeVisible({ timeout: sweepTimeoutMs })
  await expect(smallest.locator('del').first()).toContainText('not needed:')
  await expect(smallest.locator('b').first()).toBeVisible()
  await expect(explore.getByText(/^Seed 3\. Not tried:/)).toBeVisible()

  await smallest.getByRole('button', { name: 'Open it in the player' }).click()
  const lab = labOf(page)
  await expectRunning(lab)
  await expect(page).toHaveURL(/seed=3/)
  await lab.focus()
  await page.keyboard.press('End')
  await expect(lab.getByRole('region', { name: 'Promises' })).toContainText(
    /broken|not promised here/,
  )
})

test('the squares by keyboard: one tab stop, arrows, Enter, and the way into the player', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const view = await openSweep(page, 'dual-write')
  await runSweep(view)
  const squares = view.getByRole('group', { name: 'Runs of Dual write' })
  await expect(squares.locator('[tabindex="0"]')).toHaveCount(1)
  await squares.locator('[tabindex="0"]').focus()
  await page.keyboard.press('Home')
  const first = squares.locator('[data-run]').first()
  await expect(first).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(squares.locator('[data-run]').nth(1)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  const below = squares.locator('[data-run]:focus')
  await expect(below).toHaveAttribute('aria-label', /^crash payments/)
  await page.keyboard.press('ArrowUp')
  await expect(squares.locator('[data-run]').nth(1)).toBeFocused()
  await expect(squares.locator('[tabindex="0"]')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(squares.locator('[aria-pressed="true"]')).toBeFocused()
  const chosen = view.getByRole('complementary', { name: 'The chosen run' })
  await expect(chosen.getByText('every promise kept')).toBeVisible()

  await view.getByRole('radio', { name: 'by line and link' }).click()
  await expect(squares.getByRole('region', { name: 'orders.ts of orders' })).toBeVisible()
  await expect(squares.locator('[tabindex="0"]')).toHaveCount(1)
  await squares.locator('[tabindex="0"]').focus()
  await page.keyboard.press('ArrowDown')
  await expect(squares.locator('[data-run]:focus')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expectRunning(labOf(page))
})

test('a run that survived offers the sweep as its next step, and so does the palette', async ({
  page,
}) => {
  test.setTimeout(240_000)
  await page.goto(address('outbox-with-inbox', 'crash orders at 5ms').replace('&sweep=', ''))
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.focus()
  await page.keyboard.press('End')
  await lab.getByRole('button', { name: 'Try to break it: crash every line' }).click()
  const view = sweepOf(page)
  await expect(view.getByRole('progressbar')).toBeVisible()
  await view.getByRole('button', { name: 'Stop' }).click()
  await view.getByRole('button', { name: 'Back to the run' }).click()
  await expectRunning(lab)

  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search or run a command' })
  await palette.getByRole('combobox').fill('every fault')
  await palette.getByRole('option').first().click()
  await expect(view).toBeVisible()
})

test('the lesson opens a lab with its sweep, ready to run', async ({ page }) => {
  await page.goto(chapter)
  const lab = labOf(page, 'Lab 6.4')
  await lab.getByRole('button', { name: 'Start the lab' }).click()
  const view = lab.getByRole('region', { name: 'Every fault at once' })
  await expect(view.getByRole('button', { name: /^Run all \d+$/ })).toBeVisible({
    timeout: startTimeoutMs,
  })
  await view.getByRole('button', { name: 'Back to the run' }).click()
  await expectRunning(lab)
})

test("a reader's own code is swept as it stands", async ({ page }) => {
  test.setTimeout(240_000)
  const file = 'services/dual-write/orders.ts'
  const text = readFileSync(`simulations/outbox/${file}`, 'utf8')
  const silent = text.replace('await producer.send(', 'if (false) await producer.send(')
  const code = deflateRawSync(JSON.stringify({ v: 1, files: { [file]: silent } }))
  await page.goto(
    `${address('dual-write').replace('&sweep=', '')}#lab-outbox;code=${code.toString('base64url')}`,
  )
  const lab = labOf(page)
  await lab.getByRole('button', { name: 'Run this code' }).click({ timeout: startTimeoutMs })
  await expectRunning(lab)
  await lab.getByRole('button', { name: 'Try to break it', exact: true }).click()
  const view = sweepOf(page)
  await expect(view.getByText('Dual write, your code')).toBeVisible({ timeout: startTimeoutMs })
  await expect(view.getByText(/took .* s on this machine/)).toBeVisible({
    timeout: sweepTimeoutMs,
  })
  await expect(view.getByText('It breaks a promise without any fault.')).toBeVisible()

  // Of the lab's own code there is no result yet: the old one stays, as an old one.
  await view.getByRole('button', { name: 'Back to the run' }).click()
  await lab.getByRole('button', { name: 'Back to the original' }).click()
  await expect(lab.getByText('You changed orders.ts.')).toHaveCount(0)
  await lab.getByRole('radio', { name: 'Publish first' }).click()
  await lab.getByRole('button', { name: 'Try to break it', exact: true }).click()
  const old = view.getByRole('region', { name: 'Dual write', exact: true })
  await expect(old.getByText(/^From before this change\. Dual write: \d+ runs, /)).toBeVisible()
  await expect(old.getByRole('group', { name: 'Runs of Dual write' })).toHaveCount(0)
  await expect(old.locator('[data-run][data-mark="broken"]').first()).toBeVisible()
  for (const width of widths) {
    await setWidth(page, width)
    await expectNoSidewaysScroll(page)
  }
  await expectAccessible(page, '#lab-outbox')
})

test.describe('with reduced motion', () => {
  test.use({ reducedMotion: 'reduce' })

  test('axe finds nothing in a sweep at any width in either theme', async ({ page }) => {
    test.setTimeout(240_000)
    const view = await openSweep(page, 'dual-write')
    for (const width of widths) {
      await test.step(`before it runs, at ${width} px`, async () => {
        await setWidth(page, width)
        await expectAccessibleInBothThemes(page, '#lab-outbox')
      })
    }
    await runSweep(view)
    const table = view.getByText('Schedules and results of Dual write, as a table')
    for (const [at, width] of widths.entries()) {
      await test.step(`with a run chosen, at ${width} px`, async () => {
        await setWidth(page, width)
        await view.locator('[data-run][data-mark="broken"]').nth(at).click()
        await expect(view.getByRole('button', { name: 'Replay this run' })).toBeInViewport()
        await expectAccessibleInBothThemes(page, '#lab-outbox')
        await expectNoSidewaysScroll(page)
      })
      await test.step(`by line and link and as a table, at ${width} px`, async () => {
        await view.getByRole('radio', { name: 'by line and link' }).click()
        await table.click()
        await expectAccessibleInBothThemes(page, '#lab-outbox')
        await expectNoSidewaysScroll(page)
        await table.click()
        await view.getByRole('radio', { name: 'by fault' }).click()
      })
    }
  })
})

test.describe('where a worker dies', () => {
  test('the sweep says so, keeps what it has, and goes on when asked', async ({ page }) => {
    test.setTimeout(240_000)
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 })
      let tries = 0
      const post = Worker.prototype.postMessage
      Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
        const [message] = given
        const dies =
          typeof message === 'object' &&
          message !== null &&
          'kind' in message &&
          message.kind === 'try'
        tries += dies ? 1 : 0
        // As a browser ends a worker that has run out of memory.
        if (dies && tries === 12)
          return this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))
        return Reflect.apply(post, this, given)
      } as typeof post
    })
    const view = await openSweep(page, 'dual-write')
    await view.getByRole('button', { name: /^Run all/ }).click()
    await expect(view.getByText('The sweep ended early.')).toBeVisible({ timeout: sweepTimeoutMs })
    await expect(view.getByText(/out of memory/)).toBeVisible()
    expect(await view.locator('[data-run]:not([data-mark="waiting"])').count()).toBeGreaterThan(5)

    // It was the worker of the lab as well: that one is started again first.
    const lab = labOf(page)
    const restart = lab.getByRole('button', { name: 'Restart', exact: true })
    await restart.click()
    await expect(restart).toHaveCount(0)
    await view.getByRole('button', { name: 'Retry' }).click()
    await expect(view.getByText(/took .* s on this machine/)).toBeVisible({
      timeout: sweepTimeoutMs,
    })
  })
})
