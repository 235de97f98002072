/** A lab as a reader has it in hand. */
import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures'

export const chapter = '/chapters/outbox/'

/** What runs without a schedule; the field shows it in front of what was added. */
export const workload = 'do place-order at 2ms; do place-order at 19ms'

/** Downloading and booting two databases may take long where tests share two cores. */
export const startTimeoutMs = 60_000

export function labOf(page: Page, name = 'Lab 6.1'): Locator {
  return page.getByRole('region', { name, exact: true })
}

/** Presses the button of the poster and waits for the run. */
export async function startLab(page: Page, name?: string): Promise<Locator> {
  const lab = labOf(page, name)
  const start = lab.getByRole('button', { name: 'Start the lab' })
  await expect(start).toBeVisible()
  // A click that comes before the page's scripts is lost.
  await expect(async () => {
    if ((await start.count()) > 0) await start.click()
    await expect(start).toHaveCount(0, { timeout: 2_000 })
  }).toPass()
  await expectRunning(lab)
  return lab
}

/** The address of a run of the lab at a place of a page, with seed 7. */
export function addressOf(
  page: string,
  { lab, variant, schedule }: { lab: string; variant: string; schedule: string },
): string {
  return `${page}?${new URLSearchParams({ lab, variant, seed: '7', schedule })}`
}

/** Opens a run by its address and waits for it; it stands at its start. */
export async function openRun(page: Page, address: string, name?: string): Promise<Locator> {
  await page.goto(address)
  const lab = labOf(page, name)
  await expectRunning(lab)
  await lab.focus()
  return lab
}

export async function expectRunning(lab: Locator): Promise<void> {
  await expect(lab.getByRole('slider', { name: 'Time' })).toBeVisible({ timeout: startTimeoutMs })
}

/** Opens the SQL console. @returns where the question is typed */
export async function openConsole(lab: Locator): Promise<Locator> {
  await lab.getByRole('tab', { name: 'SQL' }).click()
  return lab.getByRole('textbox', { name: /^Query of orders-db/ })
}

/** The verdict of one promise, as the page words it. */
export function promiseOf(lab: Locator, title: string): Locator {
  return lab.getByRole('region', { name: 'Promises' }).locator('div', { hasText: title }).last()
}

export function fingerprintOf(lab: Locator): Locator {
  return lab.getByRole('button', { name: /^Run [0-9a-f]+: about this run$/ })
}

/** What the lab says about the last thing that was done. It says it aloud as well, so it stands there twice. */
export function noticeOf(lab: Locator, text: string | RegExp): Locator {
  return lab.getByText(text).first()
}

/** Types a schedule and waits for its run: until it is there, the page shows the one before. */
export async function runSchedule(lab: Locator, text: string): Promise<void> {
  const before = await fingerprintOf(lab).textContent()
  const schedule = lab.getByRole('textbox', { name: 'Schedule' })
  await schedule.fill(text)
  await schedule.press('Enter')
  await expect(fingerprintOf(lab)).not.toHaveText(before ?? '')
}

/** Virtual microseconds. */
export function timeOf(lab: Locator): Promise<number> {
  return lab.getByRole('slider', { name: 'Time' }).getAttribute('aria-valuenow').then(Number)
}

export async function waitForEnd(lab: Locator): Promise<void> {
  await expect(
    lab
      .getByRole('button', {
        name: /^(Replay|Switch .* on, replay|Try to break it: crash every line)$/,
      })
      .first(),
  ).toBeVisible({
    timeout: 90_000,
  })
}

/** Names of the filled buttons. */
export function filledIn(lab: Locator): Promise<string[]> {
  return lab.getByRole('button').evaluateAll((buttons) =>
    buttons
      .filter((button) => {
        const probe = document.createElement('i')
        probe.style.background = 'var(--hand-fill)'
        button.append(probe)
        const filled = getComputedStyle(probe).backgroundColor
        probe.remove()
        return getComputedStyle(button).backgroundColor === filled
      })
      .map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''),
  )
}
