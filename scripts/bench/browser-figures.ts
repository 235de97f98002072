/** Figures that only a browser has, on the site as last built. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { ensureBrowser, launchArguments } from '../browser.mjs'
import { serve } from '../serve.mjs'
import { editedRunFigure, keystrokeFigure, scrubFigure } from './edit-figures'
import { watchFrames } from './frames'
import { median } from './run-figures'

export interface Figure {
  figure: string
  value: number
  target: string
  [detail: string]: unknown
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const chapter = '/chapters/outbox/'
const starts = 5

export async function browserFigures(): Promise<Figure[]> {
  const { server, address } = await serve({ folder: path.join(root, 'out'), port: 4830 })
  const browser = await chromium.launch({
    executablePath: await ensureBrowser(),
    args: [...launchArguments],
  })
  const base = address.replace(/\/$/, '')
  try {
    return [
      await kernelFigure(browser, base),
      ...(await startFigures(base)),
      await scriptFigure(browser, base),
      await framesFigure(browser, base),
      await chartFramesFigure(browser, base),
      await sweepFigure(browser, base),
      await memoryFigure(browser, base),
      await editedRunFigure(browser, base),
      await keystrokeFigure(browser, base),
      await scrubFigure(browser, base),
    ]
  } finally {
    await browser.close()
    server.close()
  }
}

/** The same measurement as in Node, bundled into a worker of the page. */
async function kernelFigure(browser: Browser, base: string): Promise<Figure> {
  const bundled = await build({
    stdin: {
      contents: `import { kernelEventsPerSecond } from './scripts/bench/kernel-figures'
        kernelEventsPerSecond('blob', 20000).then(() => kernelEventsPerSecond('blob', 100000)).then((value) => self.postMessage(value))`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
  })
  // The site's own policy allows no worker from memory.
  const page = await browser.newPage({ bypassCSP: true })
  await page.goto(base)
  const value = await page.evaluate(
    (text) =>
      new Promise<number>((resolve, reject) => {
        const worker = new Worker(
          URL.createObjectURL(new Blob([text], { type: 'text/javascript' })),
        )
        worker.onmessage = (event) => resolve(event.data)
        worker.onerror = (event) => reject(new Error(event.message))
      }),
    bundled.outputFiles[0]?.text ?? '',
  )
  await page.close()
  // Of a turn half is spent on hearing from the browser what was left rejected; of a run with databases, 3 %.
  return { figure: 'kernel alone, events/s, Chromium', value, target: '>= 50000' }
}

/**
 * From the click on "Start the lab" to a lab that can be played. A reader's profile is on disk and keeps what was compiled;
 * one in memory, as tests have it, does not. It is compiled in full after the second visit at the latest.
 */
async function startFigures(base: string): Promise<Figure[]> {
  const cold: number[] = []
  const warm: number[] = []
  for (let round = 0; round < starts; round++) {
    const profile = mkdtempSync(path.join(tmpdir(), 'faultline-profile-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: await ensureBrowser(),
      args: [...launchArguments],
      viewport: { width: 1440, height: 900 },
    })
    cold.push(await startLab(context, base))
    await startLab(context, base)
    warm.push(await startLab(context, base))
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
  return [
    {
      figure: 'click to ready, third visit, ms',
      value: median(warm),
      target: '<= 1500',
      all: warm.map(Math.round),
    },
    {
      figure: 'click to ready, cold cache on loopback, ms',
      value: median(cold),
      target: '<= 3500',
      all: cold.map(Math.round),
    },
  ]
}

async function startLab(context: BrowserContext, base: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(`${base}${chapter}`)
  const elapsed = await start(page)
  await page.close()
  return elapsed
}

/** @returns from the click to the first frame with a Play button, by the page's own clock, ms */
async function start(page: Page): Promise<number> {
  const button = page.getByRole('button', { name: 'Start the lab' }).first()
  await button.scrollIntoViewIfNeeded()
  const elapsed = button.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        let begun = Number.NaN
        element.addEventListener('click', (event) => {
          begun = event.timeStamp
        })
        const observer = new MutationObserver(() => {
          if (!document.querySelector('button[aria-label^="Play"]')) return
          observer.disconnect()
          requestAnimationFrame(() => resolve(performance.now() - begun))
        })
        observer.observe(document.body, { childList: true, subtree: true })
      }),
  )
  await button.click()
  return elapsed
}

/**
 * Script that a chapter loads before a lab is asked for, above that of a page without anything of ours: what Next and
 * React alone load, measured once on a bare page of this version (175 kB, of which 39 kB are for old browsers only).
 */
const bareKilobytes = 136

async function scriptFigure(browser: Browser, base: string): Promise<Figure> {
  const page = await browser.newPage()
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length))
  })
  await page.goto(`${base}${chapter}`, { waitUntil: 'networkidle' })
  // Bodies are read while the page is still there.
  const all = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1_000
  await page.close()
  return {
    figure: 'chapter script before a lab, gzipped, above a bare page, kB',
    value: all - bareKilobytes,
    target: '<= 40',
    all: Math.round(all),
    files: sizes.length,
  }
}

/** Plays a crowded run and counts frames that took longer than 50 ms. */
async function framesFigure(browser: Browser, base: string): Promise<Figure> {
  const orders = [...Array(25).keys()].map((index) => `do place-order at ${2 + index}ms`).join('; ')
  const schedule = `${orders}; lag broker<->payments by 60ms; lag broker<->notifications by 60ms`
  return playedFrames(
    browser,
    'frames over 50 ms while playing, of 478',
    `${base}${chapter}?lab=outbox&variant=outbox-with-inbox&seed=7&schedule=${encodeURIComponent(schedule)}`,
  )
}

/** The same for the state chart: five sagas at four times the speed. */
async function chartFramesFigure(browser: Browser, base: string): Promise<Figure> {
  const orders = [...Array(5).keys()].map((index) => `do place-order at ${2 + index}ms`).join('; ')
  const schedule = `${orders}; do place-order with card=refused at 9ms`
  return playedFrames(
    browser,
    'frames over 50 ms with a state chart at speed 4, of 478',
    `${base}/chapters/sagas/?lab=saga&variant=orchestrated&seed=7&schedule=${encodeURIComponent(schedule)}`,
    '4',
  )
}

async function playedFrames(
  browser: Browser,
  figure: string,
  address: string,
  speed?: string,
): Promise<Figure> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(address)
  // A shared run starts by itself.
  await page.getByRole('button', { name: /^Play/ }).first().waitFor({ timeout: 60_000 })
  if (speed) await page.getByRole('combobox', { name: 'Speed' }).selectOption(speed)
  await page.waitForTimeout(1_000)
  const frames = watchFrames(page, 480)
  await page.getByRole('button', { name: /^Play/ }).first().click()
  const { long, slowestMs } = await frames
  await page.close()
  return {
    figure,
    value: long,
    target: '0',
    slowest: slowestMs,
  }
}

/**
 * The whole sweep of a variant on its page, as the page counts it: the second worker starts within it. Beside it the same
 * with one worker.
 */
async function sweepFigure(browser: Browser, base: string): Promise<Figure> {
  const both = await sweepOnPage(browser, base, null)
  const one = await sweepOnPage(browser, base, 1)
  return {
    figure: 'sweep of outbox-with-inbox, schedules/s, Chromium',
    value: both.runs / both.seconds,
    target: '>= 15',
    ...both,
    withOneWorker: Math.round((one.runs / one.seconds) * 10) / 10,
  }
}

async function sweepOnPage(browser: Browser, base: string, cores: number | null) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  if (cores !== null)
    await page.addInitScript(
      `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${cores} })`,
    )
  await page.goto(`${base}${chapter}?lab=outbox&variant=outbox-with-inbox&seed=7&schedule=&sweep=`)
  await page.getByRole('button', { name: /^Run all \d+$/ }).click({ timeout: 60_000 })
  const pace = page.getByText(/took .* s on this machine/)
  await pace.waitFor({ timeout: 120_000 })
  const [, runs = 0, seconds = Number.NaN] =
    /(\d+) runs took ([\d.]+) s/.exec((await pace.textContent()) ?? '')?.map(Number) ?? []
  await page.close()
  return { runs, seconds }
}

/** Memory of the browser's processes that a running lab adds (proportional set size, Linux). */
async function memoryFigure(browser: Browser, base: string): Promise<Figure> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${base}${chapter}`)
  await page.waitForTimeout(1_000)
  const before = rendererMegabytes()
  await start(page)
  await page.waitForTimeout(3_000)
  const after = rendererMegabytes()
  await page.close()
  return {
    figure: 'memory that a lab of two databases adds in Chromium, MB',
    value: after - before,
    target: '<= 250',
    page: Math.round(before),
  }
}

/** Of this process's own browser: others may run on the machine. */
function rendererMegabytes(): number {
  const parents = new Map<number, number>()
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  for (const pid of pids) parents.set(Number(pid), parentOf(pid))
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0))
  let kilobytes = 0
  for (const pid of pids) {
    try {
      if (!isOurs(Number(pid))) continue
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue
      kilobytes += Number(
        /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0,
      )
    } catch {
      // The process ended meanwhile.
    }
  }
  return kilobytes / 1_000
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
