/** Figures of changed code, and of moving through a long run. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from '@playwright/test'
import type { GeneratedManifest } from '../../components/lab/session/lab-content'
import type { AssetManifest } from '../../simulations/worker/protocol'
import type { Figure } from './browser-figures'
import { watchFrames } from './frames'
import { median } from './run-figures'

const root = fileURLToPath(new URL('../..', import.meta.url))
const chapter = '/chapters/outbox/'
const ordersFile = 'services/outbox/orders.ts'
const rounds = 40

/** The same recipe in the page's worker and, with a comment more, in the frame without an origin. */
export async function editedRunFigure(browser: Browser, base: string): Promise<Figure> {
  const page = await browser.newPage()
  await page.addInitScript('globalThis.__name = (value) => value')
  await page.goto(base)
  const generated = readJson<GeneratedManifest>('public/generated/manifest.json')
  const postgres = readJson<AssetManifest>('public/postgres/manifest.json')
  const times = await page.evaluate(measureBoth, {
    worker: `/generated/${generated.worker}`,
    frame: `/generated/${generated.frame}`,
    content: `/generated/${generated.labs.outbox}`,
    postgres: postgres.files,
    file: ordersFile,
    rounds,
  })
  await page.close()
  const own = median(times.own)
  const changed = median(times.changed)
  return {
    figure: 'run of changed code / run of the lab’s own, same recipe',
    value: changed / own,
    target: '<= 1.2',
    ownMs: Math.round(own * 100) / 100,
    changedMs: Math.round(changed * 100) / 100,
  }
}

interface Setting {
  worker: string
  frame: string
  content: string
  postgres: AssetManifest['files']
  file: string
  rounds: number
}

/** Runs in the page, so it brings along all that it uses. */
async function measureBoth(setting: Setting): Promise<{ own: number[]; changed: number[] }> {
  type Send = (request: Record<string, unknown>) => void
  interface Answer {
    id: number
    kind: string
    report?: { wallMs: number }
    failure?: { message: string }
  }
  const talk = (connect: (hear: (answer: Answer) => void) => Promise<Send>) => {
    let last = 0
    const waiting = new Map<number, (answer: Answer) => void>()
    const sending = connect((answer) => {
      if (answer.kind !== 'progress') waiting.get(answer.id)?.(answer)
    })
    return async (request: Record<string, unknown>) => {
      const id = ++last
      const send = await sending
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(id, (answer) => {
          if (answer.kind === 'failed') reject(new Error(answer.failure?.message))
          else resolve(answer)
        })
        send({ ...request, id })
      })
    }
  }
  const own = talk(async (hear) => {
    const worker = new Worker(setting.worker)
    worker.onmessage = ({ data }) => hear(data)
    return (request) => worker.postMessage(request)
  })
  const changed = talk(async (hear) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => hear(data.response)
    const text = await (await fetch(setting.worker)).text()
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.src = setting.frame
    const loaded = new Promise((resolve) => {
      frame.onload = resolve
    })
    document.body.append(frame)
    await loaded
    frame.contentWindow?.postMessage({ worker: text }, '*', [port2])
    return (request) => port1.postMessage(request)
  })
  const file = async (name: string) => {
    const answer = await fetch(`/postgres/${name}`)
    const bytes = await answer.blob()
    const first = new Uint8Array(await bytes.slice(0, 1).arrayBuffer())[0]
    if (first !== 0x1f) return bytes
    return new Response(bytes.stream().pipeThrough(new DecompressionStream('gzip'))).blob()
  }
  const { wasm, bundle, dataDirectory } = setting.postgres
  const assets = {
    wasm: await file(wasm.name),
    bundle: await file(bundle.name),
    dataDirectory: await file(dataDirectory.name),
  }
  const { sources, code } = await (await fetch(setting.content)).json()
  await own({ kind: 'load', assets: new URL('/postgres/', location.href).href, lab: 'outbox' })
  await own({ kind: 'sources', lab: 'outbox', sources, compiled: code })
  await changed({ kind: 'load', assets, lab: 'outbox' })
  await changed({ kind: 'sources', lab: 'outbox', sources, compiled: code })
  const recipe = { lab: 'outbox', variant: 'outbox-with-inbox', seed: 7, schedule: '' }
  const edits = { [setting.file]: `${sources[setting.file]}\n// changed\n` }
  const times = { own: [] as number[], changed: [] as number[] }
  for (let round = 0; round < setting.rounds; round++) {
    const one = await own({ kind: 'run', recipe })
    const other = await changed({ kind: 'run', recipe: { ...recipe, edits } })
    // The first runs warm the plans.
    if (round < 10) continue
    times.own.push(one.report?.wallMs ?? 0)
    times.changed.push(other.report?.wallMs ?? 0)
  }
  return times
}

/** From a key in the editor to the first frame with the run that it made. */
export async function keystrokeFigure(browser: Browser, base: string): Promise<Figure> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${base}${chapter}`)
  await page.getByRole('button', { name: 'Start the lab' }).first().click()
  await page.getByRole('button', { name: 'Edit', exact: true }).click({ timeout: 60_000 })
  const editor = page.getByRole('textbox', { name: /^orders\.ts, editable/ })
  await editor.focus()
  await page.keyboard.press('Control+End')
  const times: number[] = []
  for (let round = 0; round < 8; round++) {
    const fingerprint = page.getByText('The run below is of your code.')
    await page.keyboard.press('Enter')
    const before = Date.now()
    await page.keyboard.type('//')
    await page.getByText('Running your code.').waitFor({ timeout: 60_000 })
    await fingerprint.waitFor({ timeout: 60_000 })
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    times.push(Date.now() - before)
  }
  await page.close()
  // The first waits for the worker of changed code.
  return {
    figure: 'keystroke to the first frame of the changed run, ms',
    value: median(times.slice(1)),
    target: '<= 1000',
    first: times[0],
  }
}

/** Drags the playhead through a run of some 5,000 events. */
export async function scrubFigure(browser: Browser, base: string): Promise<Figure> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const orders = [...Array(70).keys()].map((index) => `do place-order at ${2 + index * 4}ms`)
  const schedule = encodeURIComponent(orders.join('; '))
  await page.goto(
    `${base}${chapter}?lab=outbox&variant=outbox-with-inbox&seed=7&schedule=${schedule}`,
  )
  const slider = page.getByRole('slider', { name: 'Time' }).first()
  await slider.waitFor({ timeout: 60_000 })
  await slider.focus()
  await page.keyboard.press('End')
  await page.waitForTimeout(1_500)
  const box = await slider.locator('xpath=ancestor::*[1]').boundingBox()
  if (!box) throw new Error('no scrubber')
  const frames = watchFrames(page, 300)
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width - 4, y)
  await page.mouse.down()
  for (let step = 0; step <= 200; step++) {
    const part = step <= 100 ? 1 - step / 100 : (step - 100) / 100
    await page.mouse.move(box.x + 4 + (box.width - 8) * part, y)
  }
  await page.mouse.up()
  const { long, slowestMs } = await frames
  const events = await page
    .getByRole('slider', { name: 'Time' })
    .first()
    .getAttribute('aria-valuemax')
  await page.close()
  return {
    figure: 'frames over 50 ms while scrubbing a long run, of 298',
    value: long,
    target: '0',
    slowest: slowestMs,
    runUs: Number(events),
  }
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as T
}
